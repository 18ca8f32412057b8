-- A run that is late takes others of its team along.
CREATE INDEX workflow_run_overdue ON workflow_run (team_id, due_at) WHERE state IN ('running', 'waiting');
