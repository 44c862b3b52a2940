-- Up Migration
-- Who made a plan may go as far as their role goes; further, another person has to approve it. What began before this was
-- written began without a limit of roles, as if an admin had made it.
alter table hormesis.experiments add column created_role text not null default 'admin' check (created_role in ('viewer', 'operator', 'admin'));
alter table hormesis.experiments add column approved_by text;

-- A plan for later: when it is due, and the cron expression that makes the next one of it.
alter table hormesis.experiments add column due_at timestamptz;
alter table hormesis.experiments add column repeats jsonb;
create index experiments_due on hormesis.experiments (due_at) where state in ('draft', 'scheduled');

-- What never began did not complete and was not halted.
alter table hormesis.experiments drop constraint experiments_state_check;
alter table hormesis.experiments add constraint experiments_state_check
  check (state in ('draft', 'scheduled', 'running', 'paused', 'completed', 'halted', 'cancelled'));
