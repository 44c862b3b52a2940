-- Up Migration
-- Requests of an experiment in buckets of two seconds, for the brakes that look at the last ten seconds; kept for an hour.
create table hormesis.recent_requests (
  experiment_id text not null,
  arm text not null,
  bucket timestamptz not null,
  requests bigint not null,
  failed bigint not null,
  primary key (experiment_id, arm, bucket)
);
