-- Up Migration
-- A game day: its plan never changes, and what happens to it is in its timeline. `state` and `path_name` are here only so
-- that days that are on are found without reading timelines; they are written with the event that changes them.
create table hormesis.game_days (
  game_day_id text primary key,
  plan jsonb not null,
  path_name text not null,
  state text not null default 'planned' check (state in ('planned', 'running', 'ended')),
  created_by text not null,
  created_at timestamptz not null default clock_timestamp()
);
create index game_days_latest on hormesis.game_days (created_at desc);
-- One at a time on a path, whatever two leads do at the same moment.
create unique index game_days_on on hormesis.game_days (path_name) where state = 'running';

create table hormesis.game_day_events (
  event_id bigint generated always as identity primary key,
  game_day_id text not null references hormesis.game_days,
  happened_at timestamptz not null default clock_timestamp(),
  kind text not null,
  -- The step it belongs to, counted from 0; null: the whole day.
  step integer,
  actor text not null,
  text text not null,
  -- What was begun: experiment, termination; who leads now: lead; until when: endsAt.
  detail jsonb not null default '{}'
);
create index game_day_events_of on hormesis.game_day_events (game_day_id, event_id);
create trigger game_day_events_are_final before update or delete on hormesis.game_day_events
  for each row execute function hormesis.refuse_change();
-- Whether everything was halted since a step began is asked every second while it goes on.
create index audit_log_of_action on hormesis.audit_log (action, happened_at);
-- Whether a termination belongs to a step that was halted is asked before each member.
create index game_day_events_of_termination on hormesis.game_day_events ((detail->>'termination')) where detail ? 'termination';
