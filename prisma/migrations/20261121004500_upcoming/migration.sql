-- What a lead will be reminded of.
CREATE INDEX appointment_reminder_planned ON appointment_reminder (team_id, recipient, due_at) WHERE state = 'planned';
