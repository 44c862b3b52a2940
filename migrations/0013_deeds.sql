-- Up Migration
-- What a request with an Idempotency-Key has done, written in the transaction that did it: whoever asks again after an answer
-- that was lost (a database that was too slow to confirm, a process that died) is given the result and does it not twice.
create table hormesis.deeds (
  actor text not null,
  key text not null,
  name text not null,
  request_hash text not null,
  result jsonb,
  done_at timestamptz not null default clock_timestamp(),
  primary key (actor, key, name)
);
create index deeds_done on hormesis.deeds (done_at);
