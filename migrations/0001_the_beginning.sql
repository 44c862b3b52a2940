-- Up Migration
create schema if not exists hormesis;

-- One counter for everything that changes what agents do. Whoever changes rules locks this row first, so starts and
-- stages are decided one after the other, and a ruleset's revision orders it against every other.
create table hormesis.ruleset_revision (
  only_row boolean primary key default true check (only_row),
  value bigint not null
);
insert into hormesis.ruleset_revision (value) values (1);

create table hormesis.hold_switch (
  only_row boolean primary key default true check (only_row),
  is_on boolean not null,
  set_by text not null,
  reason text not null,
  since timestamptz
);
insert into hormesis.hold_switch (is_on, set_by, reason) values (false, '', '');

create table hormesis.signing_keys (
  key_id text primary key,
  private_key bytea not null,
  public_key text not null,
  created_at timestamptz not null default clock_timestamp()
);

-- Only hashes: a copy of this table signs nobody in.
create table hormesis.credentials (
  credential_id text primary key,
  kind text not null check (kind in ('token', 'session', 'sign_in_link')),
  name text not null,
  role text not null check (role in ('viewer', 'operator', 'admin', 'agent')),
  secret_hash bytea not null unique,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);

create table hormesis.critical_paths (
  path_name text primary key,
  version integer not null,
  source text not null check (source in ('file', 'database')),
  file text,
  spec jsonb not null,
  ring_salt text not null,
  updated_at timestamptz not null default clock_timestamp(),
  updated_by text not null
);

create table hormesis.scenarios (
  scenario_name text primary key,
  version integer not null,
  source text not null check (source in ('file', 'database')),
  file text,
  spec jsonb not null,
  updated_at timestamptz not null default clock_timestamp(),
  updated_by text not null
);

-- Every version that ever was, so that an old experiment can be read with the scenario it ran.
create table hormesis.document_versions (
  kind text not null,
  document_name text not null,
  version integer not null,
  spec jsonb not null,
  saved_at timestamptz not null default clock_timestamp(),
  saved_by text not null,
  primary key (kind, document_name, version)
);

create table hormesis.experiments (
  experiment_id text primary key,
  scenario_name text not null,
  scenario_version integer not null,
  path_name text not null,
  population text not null check (population in ('live', 'tester')),
  plan jsonb not null,
  state text not null check (state in ('draft', 'scheduled', 'running', 'paused', 'completed', 'halted')),
  -- What the state carries: since, by, reason, …
  state_data jsonb not null default '{}',
  stage integer not null default 0,
  stage_began_at timestamptz,
  rho_ppm integer not null,
  pool jsonb not null default '[]',
  waiting_for text,
  arm_salt text not null,
  unit_key text not null,
  verdict text check (verdict in ('passed', 'failed', 'inconclusive')),
  reason text not null default '',
  created_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  ended_at timestamptz,
  ends_at timestamptz,
  -- The claim: who runs the control loop of this experiment, and until when that holds.
  controller text,
  controller_epoch integer not null default 0,
  controller_until timestamptz,
  looped_at timestamptz,
  -- Counts up with every state change; a loop that read an older one writes nothing.
  revision integer not null default 1,
  evidence jsonb,
  gate jsonb,
  halt_report jsonb
);
create index experiments_live on hormesis.experiments (path_name) where state in ('running', 'paused');
create index experiments_recent on hormesis.experiments (created_at desc);

create table hormesis.experiment_events (
  event_id bigint generated always as identity primary key,
  experiment_id text not null references hormesis.experiments,
  happened_at timestamptz not null default clock_timestamp(),
  kind text not null,
  actor text not null,
  text text not null,
  detail jsonb not null default '{}'
);
create index experiment_events_of on hormesis.experiment_events (experiment_id, event_id);
-- The timeline is written once.
create function hormesis.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the timeline is never changed';
end $$;
create trigger experiment_events_are_final before update or delete on hormesis.experiment_events
  for each row execute function hormesis.refuse_change();

-- A unit's first exposure in a stage, and what became of it.
create table hormesis.exposures (
  experiment_id text not null,
  stage integer not null,
  unit_hash text not null,
  arm text not null,
  exposed_at timestamptz not null,
  outcome text not null check (outcome in ('pending', 'ok', 'failed')),
  known_at timestamptz,
  primary key (experiment_id, stage, unit_hash)
);

-- A unit's first event of a KPI in the whole experiment.
create table hormesis.first_events (
  experiment_id text not null,
  kpi text not null,
  unit_hash text not null,
  arm text not null,
  stage integer not null,
  rho_ppm integer not null,
  happened_at timestamptz not null,
  primary key (experiment_id, kpi, unit_hash)
);

create table hormesis.call_sums (
  experiment_id text not null,
  stage integer not null,
  arm text not null,
  call_group text not null,
  instance text not null,
  service text not null,
  calls bigint not null,
  failures bigint not null,
  injected bigint not null,
  skipped bigint not null,
  absorbed_fallback bigint not null,
  absorbed_retry bigint not null,
  absorbed_handler bigint not null,
  visible bigint not null,
  opened bigint not null,
  rejected bigint not null,
  timed_out bigint not null,
  fallbacks bigint not null,
  primary key (experiment_id, stage, arm, call_group, instance)
);

create table hormesis.request_sums (
  experiment_id text not null,
  stage integer not null,
  arm text not null,
  requests bigint not null,
  failed bigint not null,
  primary key (experiment_id, stage, arm)
);

-- Traffic in buckets of ten seconds, kept for an hour.
create table hormesis.path_rates (
  path_name text not null,
  bucket timestamptz not null,
  requests bigint not null,
  failed bigint not null,
  primary key (path_name, bucket)
);
create table hormesis.call_rates (
  call_group text not null,
  bucket timestamptz not null,
  calls bigint not null,
  failures bigint not null,
  primary key (call_group, bucket)
);

create table hormesis.agents (
  instance text primary key,
  service text not null,
  version text not null,
  runtime text not null,
  zone text,
  region text,
  unsupported jsonb not null default '[]',
  connected_to text,
  connected_at timestamptz,
  first_seen_at timestamptz not null default clock_timestamp(),
  last_seen_at timestamptz not null default clock_timestamp(),
  last_report_at timestamptz,
  -- Reports count once: one with a sequence that is not above this is acknowledged and dropped.
  last_sequence bigint not null default 0,
  revision bigint not null default 0,
  active jsonb not null default '[]',
  counters jsonb not null default '{}'
);

create table hormesis.call_groups (
  call_group text primary key,
  caller text not null,
  first_seen_at timestamptz not null default clock_timestamp(),
  last_seen_at timestamptz not null default clock_timestamp(),
  calls bigint not null default 0,
  failures bigint not null default 0
);

create table hormesis.idempotency_keys (
  key text not null,
  actor text not null,
  request_hash text not null,
  status integer,
  body jsonb,
  created_at timestamptz not null default clock_timestamp(),
  primary key (actor, key)
);

create table hormesis.audit_log (
  entry_id bigint generated always as identity primary key,
  happened_at timestamptz not null default clock_timestamp(),
  actor text not null,
  action text not null,
  target text not null,
  detail jsonb not null default '{}'
);
