-- Up Migration
-- Who outside is told of what happens. The secret signs, so it is kept as it is; no answer of the API holds it again.
create table hormesis.webhooks (
  webhook_id text primary key,
  webhook_name text not null unique,
  url text not null,
  format text not null check (format in ('json', 'slack', 'grafana')),
  events text[] not null,
  secret text not null,
  -- Sent as the header of this name; null: none.
  authorization_header text,
  created_at timestamptz not null default clock_timestamp(),
  created_by text not null,
  -- The replica that delivers, and until when the others leave it alone.
  claimed_by text,
  claimed_until timestamptz,
  -- Attempts that failed in a row by no fault of the event; nothing is tried before `paused_until`.
  failures integer not null default 0,
  failing_since timestamptz,
  paused_until timestamptz
);

-- What happened, once for all webhooks that want it, written in the transaction in which it happened.
create table hormesis.webhook_events (
  event_seq bigint generated always as identity primary key,
  -- The same in every attempt and for every webhook: receivers remove repeats by it.
  event_id uuid not null unique default gen_random_uuid(),
  kind text not null,
  -- What it happened to: an experiment, a finding, a termination. Events of one are delivered in order.
  subject text not null,
  happened_at timestamptz not null,
  data jsonb not null
);

-- Each row knows by itself whether it is done. There is no position in a sequence that a transaction which commits late could
-- fall behind. No foreign key to the webhook: one that is being removed must not make a transaction wait or fail.
create table hormesis.webhook_deliveries (
  delivery_id bigint generated always as identity primary key,
  webhook_id text not null,
  event_seq bigint not null references hormesis.webhook_events,
  subject text not null,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'given_up')),
  attempts integer not null default 0,
  -- Given up a day after this.
  wanted_at timestamptz not null default clock_timestamp(),
  next_attempt_at timestamptz not null default clock_timestamp(),
  last_attempt_at timestamptz,
  last_status integer,
  last_error text,
  took_ms integer,
  finished_at timestamptz,
  unique (webhook_id, event_seq)
);
create index webhook_deliveries_pending on hormesis.webhook_deliveries (webhook_id, subject, event_seq) where state = 'pending';
create index webhook_deliveries_of on hormesis.webhook_deliveries (webhook_id, delivery_id desc);
create index webhook_deliveries_event on hormesis.webhook_deliveries (event_seq);

-- Writes an event and a delivery for each webhook that wants it. Called by triggers, so that nothing that writes a timeline can
-- forget it, and in their transactions. Whatever breaks here must not keep a halt from being recorded: it is a warning of the
-- database, and that event is not told.
create function hormesis.tell_webhooks(told_kind text, told_subject text, told_at timestamptz, told_data jsonb) returns void
language plpgsql as $$
declare
  seq bigint;
begin
  if not exists (select from hormesis.webhooks where told_kind = any(events)) then
    return;
  end if;
  insert into hormesis.webhook_events (kind, subject, happened_at, data)
    values (told_kind, told_subject, told_at, told_data) returning event_seq into seq;
  insert into hormesis.webhook_deliveries (webhook_id, event_seq, subject)
    select webhook_id, seq, told_subject from hormesis.webhooks where told_kind = any(events);
exception when others then
  raise warning 'webhooks are not told of % of %: %', told_kind, told_subject, sqlerrm;
end $$;

create function hormesis.tell_webhooks_of_experiment() returns trigger language plpgsql as $$
begin
  perform hormesis.tell_webhooks(
    case new.kind when 'drafted' then 'experiment.approval_wanted' else 'experiment.' || new.kind end,
    new.experiment_id, new.happened_at,
    jsonb_build_object('experiment', new.experiment_id, 'actor', new.actor, 'text', new.text, 'detail', new.detail));
  return null;
end $$;
create trigger experiment_events_to_webhooks after insert on hormesis.experiment_events for each row
  when (new.kind in ('drafted', 'started', 'stage_began', 'paused', 'resumed', 'halted', 'completed', 'cancelled', 'verdict'))
  execute function hormesis.tell_webhooks_of_experiment();

-- The line of the history is written after the finding's row: what it says of itself here is what the line made of it.
create function hormesis.tell_webhooks_of_finding() returns trigger language plpgsql as $$
begin
  perform hormesis.tell_webhooks(
    case when exists (select from hormesis.finding_events e where e.finding_id = new.finding_id and e.event_id < new.event_id)
         then 'finding.changed' else 'finding.opened' end,
    new.finding_id, new.happened_at,
    (select jsonb_build_object('actor', new.actor, 'text', new.text, 'experiment', new.experiment_id, 'finding', jsonb_build_object(
              'id', f.finding_id, 'title', f.title, 'state', f.state, 'owner', f.owner, 'scenario', f.scenario_name,
              'path', f.path_name, 'callGroup', f.call_group))
       from hormesis.findings f where f.finding_id = new.finding_id));
  return null;
end $$;
create trigger finding_events_to_webhooks after insert on hormesis.finding_events for each row
  execute function hormesis.tell_webhooks_of_finding();

create function hormesis.tell_webhooks_of_termination() returns trigger language plpgsql as $$
begin
  -- A dry run kills nobody.
  if exists (select from hormesis.terminations t where t.termination_id = new.termination_id and t.leashed) then
    return null;
  end if;
  perform hormesis.tell_webhooks(
    case new.kind when 'target' then 'termination.killed' when 'healthy' then 'termination.recovered' else 'termination.not_recovered' end,
    new.termination_id, new.happened_at,
    (select jsonb_build_object('actor', t.actor, 'detail', new.detail, 'termination', jsonb_build_object(
              'id', t.termination_id, 'group', t.group_key, 'app', t.app, 'member', new.member))
       from hormesis.terminations t where t.termination_id = new.termination_id));
  return null;
end $$;
create trigger termination_events_to_webhooks after insert on hormesis.termination_events for each row
  when ((new.kind = 'target' and new.detail->>'kind' = 'done') or new.kind in ('healthy', 'not_recovered'))
  execute function hormesis.tell_webhooks_of_termination();

create function hormesis.tell_webhooks_of_game_day() returns trigger language plpgsql as $$
begin
  perform hormesis.tell_webhooks(
    case new.kind when 'started' then 'game_day.begun' when 'step_began' then 'game_day.step_began' else 'game_day.ended' end,
    new.game_day_id, new.happened_at,
    (select jsonb_build_object('actor', new.actor, 'text', new.text, 'detail', jsonb_build_object('kind', new.kind, 'step', new.step),
              'gameDay', jsonb_build_object('id', d.game_day_id, 'name', d.plan->>'name', 'path', d.path_name))
       from hormesis.game_days d where d.game_day_id = new.game_day_id));
  return null;
end $$;
create trigger game_day_events_to_webhooks after insert on hormesis.game_day_events for each row
  when (new.kind in ('started', 'step_began', 'completed', 'aborted'))
  execute function hormesis.tell_webhooks_of_game_day();
