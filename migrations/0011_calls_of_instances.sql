-- Up Migration
-- Of each instance only what is asked of it: how often its treatment calls reached what an experiment fails, until that is
-- enough to judge it, and whether it injected. All other sums of calls are kept for each service, in call_sums.
create table hormesis.instance_calls (
  experiment_id text not null,
  stage integer not null,
  call_group text not null,
  instance text not null,
  calls bigint not null,
  injected bigint not null,
  primary key (experiment_id, stage, call_group, instance)
);
insert into hormesis.instance_calls (experiment_id, stage, call_group, instance, calls, injected)
  select experiment_id, stage, call_group, instance, calls, injected from hormesis.call_sums
   where arm = 'treatment' and experiment_id in (select experiment_id from hormesis.experiments where state in ('running', 'paused'));

-- Each report of an agent updates its row: room beside it keeps such an update from touching the index.
alter table hormesis.agents set (fillfactor = 50);
alter table hormesis.call_sums set (fillfactor = 70);
alter table hormesis.call_groups set (fillfactor = 70);
