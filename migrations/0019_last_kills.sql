-- Up Migration
-- When somebody of a group was killed last is asked under the group's lock: by its key, and by its parts among the targets. With
-- 20,000 terminations these take that question from 115 ms to half a millisecond.
create index terminations_targets on hormesis.terminations using gin (targets jsonb_path_ops);
create index termination_events_nothing on hormesis.termination_events (termination_id) where kind = 'nothing';
