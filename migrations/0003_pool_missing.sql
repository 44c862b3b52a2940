-- Up Migration
-- How much of its pool an experiment still waits for, parts per million of the path's ring.
alter table hormesis.experiments add column missing_ppm integer not null default 0;
