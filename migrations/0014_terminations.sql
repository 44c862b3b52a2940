-- Up Migration
-- What holds for all terminations: one document. By the defaults of the contract nothing is ever killed.
create table hormesis.termination_settings (
  only_row boolean primary key default true check (only_row),
  version integer not null,
  spec jsonb not null,
  updated_by text not null,
  updated_at timestamptz not null default clock_timestamp()
);
insert into hormesis.termination_settings (version, spec, updated_by) values (1, '{"kind": "Terminations"}', 'hormesis');
insert into hormesis.document_versions (kind, document_name, version, spec, saved_by)
  values ('Terminations', 'terminations', 1, '{"kind": "Terminations"}', 'hormesis');

-- A day whose plan is made, or being made by one of the replicas.
create table hormesis.termination_days (
  day text primary key,
  claimed_by text not null,
  claimed_until timestamptz not null,
  made_at timestamptz,
  -- The settings that it was made with: when they change, groups that are new in them are drawn too.
  settings_version integer,
  -- Places that could not be looked at, as sentences.
  problems jsonb not null default '[]'
);

-- What chance said of a group on a day: drawn once, whatever the number of replicas and restarts.
create table hormesis.termination_plans (
  plan_id text primary key,
  day text not null,
  group_key text not null,
  app text not null,
  leashed boolean not null,
  -- Null: not on this day.
  due_at timestamptz,
  state text not null check (state in ('not_today', 'planned', 'cancelled', 'begun', 'refused', 'missed')),
  -- What the state carries: at, by, reason, gates, termination.
  state_data jsonb not null default '{}',
  -- The replica that begins it, and until when the others leave it alone.
  claimed_by text,
  claimed_until timestamptz,
  unique (day, group_key)
);
create index termination_plans_due on hormesis.termination_plans (due_at) where state = 'planned';

-- The hold switch, and with it *halt all*, cancels the rest of the day in the transaction that sets it.
create function hormesis.cancel_planned_terminations() returns trigger language plpgsql as $$
begin
  update hormesis.termination_plans
     set state = 'cancelled',
         state_data = jsonb_build_object('at', to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                                         'by', new.set_by, 'reason', coalesce(nullif(new.reason, ''), 'the hold switch was set'))
   where state = 'planned';
  return null;
end $$;
create trigger hold_switch_cancels_terminations after update on hormesis.hold_switch
  for each row when (new.is_on) execute function hormesis.cancel_planned_terminations();

-- Locked while a kill of this group is decided and recorded, so that replicas decide one after the other.
create table hormesis.termination_groups (
  group_key text primary key
);

-- Each kill, also a dry run, recorded before anybody is asked to kill; never changed afterwards.
create table hormesis.terminations (
  termination_id text primary key,
  group_key text not null references hormesis.termination_groups,
  app text not null,
  happened_at timestamptz not null,
  leashed boolean not null,
  actor text not null,
  plan_id text references hormesis.termination_plans,
  -- Place, group, member, name and zone of each; how they die; how many healthy members each part should have again.
  targets jsonb not null,
  way jsonb not null,
  gates jsonb not null,
  parts jsonb not null
);
create index terminations_of_group on hormesis.terminations (group_key, happened_at desc);
create index terminations_latest on hormesis.terminations (happened_at desc);
create trigger terminations_are_final before update or delete on hormesis.terminations
  for each row execute function hormesis.refuse_change();

create table hormesis.termination_events (
  event_id bigint generated always as identity primary key,
  termination_id text not null references hormesis.terminations,
  happened_at timestamptz not null,
  -- target: what became of one member; nothing: nobody died; replaced, healthy, not_recovered: the group.
  kind text not null check (kind in ('target', 'nothing', 'replaced', 'healthy', 'not_recovered')),
  member text,
  detail jsonb not null
);
create index termination_events_of on hormesis.termination_events (termination_id, event_id);
create trigger termination_events_are_final before update or delete on hormesis.termination_events
  for each row execute function hormesis.refuse_change();

-- Kills that are going on and groups that are being watched: who works on it, and until when the others leave it alone.
create table hormesis.termination_watches (
  termination_id text primary key references hormesis.terminations,
  claimed_by text not null,
  claimed_until timestamptz not null,
  -- Null while members are being killed.
  struck_at timestamptz,
  recover_until timestamptz not null
);

-- A group that did not become whole again: nothing more dies in it until somebody says what came of it.
create table hormesis.termination_findings (
  finding_id text primary key,
  group_key text not null references hormesis.termination_groups,
  termination_id text not null references hormesis.terminations,
  found_at timestamptz not null,
  reason text not null,
  resolved_at timestamptz,
  resolved_by text,
  note text
);
create unique index termination_findings_open on hormesis.termination_findings (group_key) where resolved_at is null;
