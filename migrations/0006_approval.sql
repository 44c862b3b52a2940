-- Up Migration
-- Who made a plan may go as far as their role goes; further, another person has to approve it. What began before this was
-- written began without a limit of roles, as if an admin had made it.
alter table hormesis.experiments add column created_role text not null default 'admin' check (created_role in ('viewer', 'operator', 'admin'));
alter table hormesis.experiments add column approved_by text;
