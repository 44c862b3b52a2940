-- Up Migration
-- A failed hypothesis: one row per scenario and call group, however often it fails.
create table hormesis.findings (
  finding_id text primary key,
  scenario_name text not null,
  call_group text not null,
  path_name text not null,
  title text not null,
  hypothesis text not null,
  owner text not null,
  state text not null check (state in ('open', 'fixed', 'verified', 'accepted')),
  -- What the state carries: at, by, reason, until, …
  state_data jsonb not null,
  found_at timestamptz not null,
  last_found_at timestamptz not null,
  times_found integer not null,
  evidence jsonb not null,
  unique (scenario_name, call_group)
);

create table hormesis.finding_events (
  event_id bigint generated always as identity primary key,
  finding_id text not null references hormesis.findings,
  happened_at timestamptz not null default clock_timestamp(),
  actor text not null,
  text text not null,
  experiment_id text references hormesis.experiments
);
create index finding_events_of on hormesis.finding_events (finding_id, event_id);
create trigger finding_events_are_final before update or delete on hormesis.finding_events
  for each row execute function hormesis.refuse_change();

-- When the verdict of an experiment was turned into findings; what ended before there were any makes none.
alter table hormesis.experiments add column findings_at timestamptz;
update hormesis.experiments set findings_at = ended_at where ended_at is not null;
create index experiments_without_findings on hormesis.experiments (ended_at) where verdict is not null and findings_at is null;
