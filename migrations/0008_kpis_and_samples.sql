-- Up Migration
-- What applications tell of their users, a unit's first of each name in each stage: whoever is missing it is found by this.
-- Only events that a KPI of the experiment looks for are kept.
create table hormesis.told_events (
  experiment_id text not null,
  event text not null,
  unit_hash text not null,
  stage integer not null,
  happened_at timestamptz not null,
  primary key (experiment_id, event, unit_hash, stage)
);

-- The request was unfinished at the path's objective.
alter table hormesis.exposures add column slow boolean not null default false;

-- Only units with a hash below are told and counted, the same in both arms; null: all. They only fall. What an agent
-- could not hold is told by it at any time; what is in force for all agents is in the experiment's row.
create table hormesis.thinned (
  experiment_id text primary key,
  units_below text,
  events_below text
);
alter table hormesis.experiments add column units_below text;
alter table hormesis.experiments add column events_below text;

-- What reports of this agent held that could not be counted, by reason.
alter table hormesis.agents add column dropped jsonb not null default '{}';
