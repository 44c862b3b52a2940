-- Up Migration
-- The experiment that a termination is a step of.
alter table hormesis.terminations add column experiment_id text references hormesis.experiments;

-- A stage kills once: this row is written in the transaction that records the termination, before anybody is asked to kill.
create table hormesis.experiment_terminations (
  experiment_id text not null references hormesis.experiments,
  stage integer not null,
  -- Null: a gate refused it, and `refused` says which.
  termination_id text references hormesis.terminations,
  refused text,
  happened_at timestamptz not null default clock_timestamp(),
  primary key (experiment_id, stage),
  check ((termination_id is null) <> (refused is null))
);
