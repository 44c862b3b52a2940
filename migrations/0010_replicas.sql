-- Up Migration
-- The control plane processes that share this database, as each tells of itself about once a second.
create table hormesis.replicas (
  boot text primary key,
  started_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp(),
  links integer not null
);

-- What the agents of one replica confirmed of a halt that another one was asked for; kept for minutes.
create table hormesis.halt_answers (
  halt text not null,
  boot text not null,
  -- Instances that attested no rules and no calls in flight, and those that have not yet.
  clear jsonb not null,
  waiting jsonb not null,
  written_at timestamptz not null default clock_timestamp(),
  primary key (halt, boot)
);

-- When all agents had attested that nothing is left of an experiment that ended, or their lease was over.
alter table hormesis.experiments add column stopped_at timestamptz;
-- Instances that the timeline has named for holding rules of it after its end.
alter table hormesis.experiments add column residue_told jsonb not null default '[]';
