-- Up Migration
-- Requests of a path outside any experiment, in buckets of two seconds, kept for an hour: what is usual before an
-- experiment, and who is hit by one that spills over.
create table hormesis.free_requests (
  path_name text not null,
  bucket timestamptz not null,
  requests bigint not null,
  failed bigint not null,
  failing_units bigint not null,
  primary key (path_name, bucket)
);
alter table hormesis.recent_requests add column failing_units bigint not null default 0;

-- Requests with an injection, by the service in which it was made, in buckets of two seconds; kept for an hour.
create table hormesis.recent_injections (
  experiment_id text not null,
  service text not null,
  bucket timestamptz not null,
  requests bigint not null,
  primary key (experiment_id, service, bucket)
);
