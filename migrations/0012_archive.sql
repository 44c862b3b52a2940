-- Up Migration
-- What stays of an experiment that ended a week ago: its units and calls one by one are dropped, their sums are kept here.
create table hormesis.archived_experiments (
  experiment_id text primary key references hormesis.experiments,
  archived_at timestamptz not null default clock_timestamp(),
  -- As the page showed them until then: sums of each stage and faults applied, units of each arm, failing shares over time.
  counts jsonb not null,
  units jsonb not null,
  points jsonb not null
);
create index experiments_ended on hormesis.experiments (ended_at) where ended_at is not null;
