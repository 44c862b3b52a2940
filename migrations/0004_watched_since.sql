-- Up Migration
-- Since when the present control loop has watched without a break: silence of agents before that is not theirs.
alter table hormesis.experiments add column watched_since timestamptz;
