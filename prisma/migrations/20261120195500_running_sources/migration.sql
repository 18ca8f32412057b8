-- Recovery looks at every running source, drained or not.
DROP INDEX message_source_open;
CREATE INDEX message_source_running ON message_source (team_id) WHERE state = 'running' AND lanes > 0;
