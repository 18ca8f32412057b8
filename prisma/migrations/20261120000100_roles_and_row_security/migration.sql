-- Three narrow roles. The login role is often a superuser, so every unit of work takes one of these with SET LOCAL ROLE.
--   brickwork_app       one team's work: row-level security shows and accepts that team's rows only
--   brickwork_identity  before a team is known: log-in, sessions, API keys
--   brickwork_system    relay, reconciler and webhook intake: the tables named below, across teams
DO $$
DECLARE role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['brickwork_app', 'brickwork_identity', 'brickwork_system'] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOBYPASSRLS', role_name);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- roles belong to the cluster, not to this database
    END;
    EXECUTE format('GRANT %I TO CURRENT_USER', role_name);
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', role_name);
  END LOOP;
END $$;

-- The team of the current unit of work; null outside of one, and null equals no row.
CREATE FUNCTION brickwork_team() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT NULLIF(current_setting('brickwork.team_id', true), '')::uuid $$;

-- UUID version 7 (RFC 9562), for rows that are made inside SQL. Postgres 18 has its own; older servers are supported too.
CREATE FUNCTION brickwork_uuid7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE
  AS $$
    SELECT encode(
      set_bit(set_bit(
        overlay(uuid_send(gen_random_uuid())
          PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
        52, 1), 53, 1), 'hex')::uuid
  $$;

-- Puts a table with team_id behind row-level security. `system_access` also opens it to the cross-team role.
CREATE FUNCTION brickwork_protect(table_name text, system_access boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
  EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', table_name);
  EXECUTE format('DROP POLICY IF EXISTS own_team ON %I', table_name);
  EXECUTE format(
    'CREATE POLICY own_team ON %I TO brickwork_app USING (team_id = brickwork_team()) WITH CHECK (team_id = brickwork_team())',
    table_name);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO brickwork_app', table_name);
  IF system_access THEN
    EXECUTE format('DROP POLICY IF EXISTS every_team ON %I', table_name);
    EXECUTE format('CREATE POLICY every_team ON %I TO brickwork_system USING (true) WITH CHECK (true)', table_name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO brickwork_system', table_name);
  END IF;
END $$;

SELECT brickwork_protect(name) FROM unnest(ARRAY[
  'idempotency_record', 'stored_file', 'stored_file_chunk',
  'lead', 'tag', 'lead_tag', 'lead_import', 'lead_import_issue', 'activity', 'task',
  'message_source', 'message_content', 'message_chunk', 'message', 'suppression', 'opt_out_review', 'consent_record',
  'inbound_message', 'campaign'
]) AS name;
SELECT brickwork_protect(name, true) FROM unnest(ARRAY['job', 'domain_event', 'provider_receipt']) AS name;

-- A unit of work of one team sees that team, its members, and nothing of anyone's sign-in.
ALTER TABLE team ENABLE ROW LEVEL SECURITY;
ALTER TABLE team FORCE ROW LEVEL SECURITY;
CREATE POLICY own_team ON team TO brickwork_app USING (id = brickwork_team()) WITH CHECK (id = brickwork_team());
CREATE POLICY any_team ON team TO brickwork_identity USING (true) WITH CHECK (true);
CREATE POLICY any_team_read ON team FOR SELECT TO brickwork_system USING (true);
GRANT SELECT, UPDATE ON team TO brickwork_app;
GRANT SELECT, INSERT, UPDATE ON team TO brickwork_identity;
GRANT SELECT ON team TO brickwork_system;

ALTER TABLE membership ENABLE ROW LEVEL SECURITY;
ALTER TABLE membership FORCE ROW LEVEL SECURITY;
CREATE POLICY own_team ON membership TO brickwork_app USING (team_id = brickwork_team()) WITH CHECK (team_id = brickwork_team());
CREATE POLICY any_team ON membership TO brickwork_identity USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON membership TO brickwork_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON membership TO brickwork_identity;

ALTER TABLE app_user ENABLE ROW LEVEL SECURITY;
ALTER TABLE app_user FORCE ROW LEVEL SECURITY;
CREATE POLICY own_members ON app_user FOR SELECT TO brickwork_app
  USING (EXISTS (SELECT 1 FROM membership WHERE membership.user_id = app_user.id));
CREATE POLICY any_user ON app_user TO brickwork_identity USING (true) WITH CHECK (true);
GRANT SELECT (id, email, name, avatar, timezone, language, is_active, created_at, updated_at) ON app_user TO brickwork_app;
GRANT SELECT, INSERT, UPDATE ON app_user TO brickwork_identity;

ALTER TABLE api_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_key FORCE ROW LEVEL SECURITY;
CREATE POLICY own_team ON api_key TO brickwork_app USING (team_id = brickwork_team()) WITH CHECK (team_id = brickwork_team());
CREATE POLICY any_key ON api_key TO brickwork_identity USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON api_key TO brickwork_app;
GRANT SELECT, UPDATE ON api_key TO brickwork_identity;

GRANT SELECT, INSERT, UPDATE, DELETE ON session, refresh_token, user_token TO brickwork_identity;
GRANT SELECT, INSERT, DELETE ON schedule_slot TO brickwork_system;

-- Job states, and the four questions the relay and the reconciler ask.
ALTER TABLE job ADD CONSTRAINT job_state_known
  CHECK (state IN ('scheduled', 'active', 'retrying', 'completed', 'failed', 'dead', 'cancelled'));
CREATE UNIQUE INDEX job_dedupe_open ON job (name, team_id, dedupe_key) NULLS NOT DISTINCT
  WHERE dedupe_key IS NOT NULL AND state IN ('scheduled', 'active', 'retrying');
CREATE INDEX job_to_enqueue ON job (due_at) WHERE enqueued_at IS NULL AND state IN ('scheduled', 'retrying');
CREATE INDEX job_enqueued ON job (enqueued_at) WHERE enqueued_at IS NOT NULL AND state IN ('scheduled', 'retrying');
CREATE INDEX job_leased ON job (lease_until) WHERE state = 'active';
CREATE INDEX job_finished ON job (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX job_dead ON job (team_id, id DESC) WHERE state IN ('dead', 'failed');
CREATE INDEX domain_event_to_dispatch ON domain_event (id) WHERE dispatched_at IS NULL;

-- The message ledger.
ALTER TABLE message ADD CONSTRAINT message_state_known
  CHECK (state IN ('queued', 'accepted', 'delivered', 'bounced', 'failed', 'held', 'skipped', 'cancelled', 'uncertain'));
ALTER TABLE message_chunk ADD CONSTRAINT message_chunk_state_known
  CHECK (state IN ('queued', 'claimed', 'handed_off', 'settled', 'cancelled'));
CREATE INDEX message_chunk_open ON message_chunk (source_id, due_at, id) WHERE state = 'queued';
CREATE INDEX message_chunk_in_flight ON message_chunk (claimed_at) WHERE state IN ('claimed', 'handed_off');
CREATE INDEX message_cap ON message (team_id, lead_id, channel, accepted_at) WHERE purpose = 'marketing' AND accepted_at IS NOT NULL;
CREATE INDEX message_provider_id ON message (provider_id) WHERE provider_id IS NOT NULL;
CREATE UNIQUE INDEX task_dedupe_open ON task (team_id, dedupe_key) WHERE dedupe_key IS NOT NULL AND status IN ('PENDING', 'IN_PROGRESS');
CREATE UNIQUE INDEX opt_out_review_open ON opt_out_review (team_id, channel, address) WHERE resolved_at IS NULL;
CREATE INDEX provider_receipt_parked ON provider_receipt (received_at) WHERE applied_at IS NULL;

-- A bounced or accepted row is updated in place several times: leave room on its page (heap-only tuples).
ALTER TABLE message SET (fillfactor = 80);
ALTER TABLE job SET (fillfactor = 80);
