-- Where others reach an instance, each as host:port, as its agent told with its hello: with it callers know where a call goes.
alter table hormesis.agents add column addresses jsonb not null default '[]';
create index agents_with_addresses on hormesis.agents (instance) where addresses <> '[]';

-- Calls from one place into another, in buckets of ten seconds, for the map. An empty text: nobody said.
create table hormesis.place_rates (
  call_group text not null,
  from_region text not null,
  from_zone text not null,
  to_region text not null,
  to_zone text not null,
  bucket timestamptz not null,
  calls bigint not null,
  failures bigint not null,
  primary key (bucket, call_group, from_region, from_zone, to_region, to_zone)
);
