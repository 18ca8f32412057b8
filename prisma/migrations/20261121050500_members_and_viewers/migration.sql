-- AlterTable
ALTER TABLE "app_user" ADD COLUMN     "last_team_id" UUID;

-- AlterTable
ALTER TABLE "membership" ADD COLUMN     "deactivated_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "lead_import" ADD COLUMN     "viewer_id" UUID;

-- AlterTable
ALTER TABLE "team" ADD COLUMN     "deleted_at" TIMESTAMPTZ(3),
ADD COLUMN     "member_lead_visibility" TEXT NOT NULL DEFAULT 'own_and_unassigned';

-- AlterTable
ALTER TABLE "workflow_enrolment" ADD COLUMN     "viewer_id" UUID;

-- CreateTable
CREATE TABLE "invitation" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "role" "team_role" NOT NULL,
    "token_hash" TEXT NOT NULL,
    "invited_by_id" UUID NOT NULL,
    "sent" INTEGER NOT NULL DEFAULT 1,
    "sent_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "accepted_by_id" UUID,
    "revoked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "invitation_token_hash_key" ON "invitation"("token_hash");

-- CreateIndex
CREATE INDEX "invitation_team_id_id_idx" ON "invitation"("team_id", "id" DESC);

ALTER TABLE team ADD CONSTRAINT member_lead_visibility_known CHECK (member_lead_visibility IN ('all', 'own_and_unassigned'));

-- One open invitation per team and address.
CREATE UNIQUE INDEX invitation_open ON invitation (team_id, email) WHERE accepted_at IS NULL AND revoked_at IS NULL;
SELECT brickwork_protect('invitation');
-- Whoever comes with a link has no team yet.
CREATE POLICY any_invitation ON invitation TO brickwork_identity USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON invitation TO brickwork_identity;

-- Managing members: sessions, keys and links end in the transaction that ends a membership.
GRANT UPDATE (deactivated_at) ON membership TO brickwork_identity;
-- A deactivated member is no member for anything a team does: nothing is assigned, sent or shown to them.
DROP POLICY own_team ON membership;
CREATE POLICY own_team ON membership TO brickwork_app USING (team_id = (SELECT brickwork_team()) AND deactivated_at IS NULL)
  WITH CHECK (team_id = (SELECT brickwork_team()));

-- Roles that see a part of the team's leads. A unit of work of theirs takes the role brickwork_member, which may do what
-- brickwork_app may do, less what the restrictive policies below take away; brickwork_app has none of them and pays for none.
DO $$
BEGIN
  BEGIN
    CREATE ROLE brickwork_member NOLOGIN NOBYPASSRLS INHERIT;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- roles belong to the cluster, not to this database
  END;
  BEGIN
    CREATE ROLE brickwork_gate NOLOGIN NOBYPASSRLS NOINHERIT;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
  END;
  IF NOT pg_has_role('brickwork_member', 'brickwork_app', 'MEMBER') THEN
    GRANT brickwork_app TO brickwork_member;
  END IF;
  -- The login takes the role through a gate that hands nothing on: a policy of the role must not limit the login itself, as which
  -- some functions run. (GRANT … WITH INHERIT FALSE says the same, from Postgres 16 on.)
  IF NOT pg_has_role('brickwork_gate', 'brickwork_member', 'MEMBER') THEN
    GRANT brickwork_member TO brickwork_gate;
  END IF;
  EXECUTE 'GRANT brickwork_gate TO CURRENT_USER';
END $$;
GRANT USAGE ON SCHEMA public TO brickwork_member;

-- Whose eyes a unit of work sees with; null: everyone's.
CREATE FUNCTION brickwork_viewer() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT NULLIF(current_setting('brickwork.viewer', true), '')::uuid $$;

CREATE POLICY viewer ON lead AS RESTRICTIVE TO brickwork_member
  USING (assigned_to_id IS NULL OR assigned_to_id = brickwork_viewer());

-- Whether whoever asks may see a lead: the policy of `lead` is the only place that says so. In plpgsql, so that the plan is kept
-- and the planner does not build a table of all visible leads to look at one row.
CREATE FUNCTION brickwork_sees_lead(wanted uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE COST 20
AS $$ BEGIN
  RETURN wanted IS NULL OR EXISTS (SELECT FROM public.lead WHERE id = wanted);
END $$;

-- What hangs on a lead is seen by whoever sees the lead. `own`: what is the viewer's all the same.
CREATE FUNCTION brickwork_hangs_on_lead(table_name text, own text DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('DROP POLICY IF EXISTS viewer ON %I', table_name);
  EXECUTE format('CREATE POLICY viewer ON %I AS RESTRICTIVE TO brickwork_member USING (%s brickwork_sees_lead(lead_id))',
    table_name, coalesce(own || ' OR', ''));
END $$;

-- From now on every table with lead_id that is protected is limited to the viewer as well.
CREATE OR REPLACE FUNCTION brickwork_protect(table_name text, system_access boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
  EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', table_name);
  EXECUTE format('DROP POLICY IF EXISTS own_team ON %I', table_name);
  EXECUTE format(
    'CREATE POLICY own_team ON %I TO brickwork_app
      USING (team_id = (SELECT brickwork_team())) WITH CHECK (team_id = (SELECT brickwork_team()))',
    table_name);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO brickwork_app', table_name);
  IF system_access THEN
    EXECUTE format('DROP POLICY IF EXISTS every_team ON %I', table_name);
    EXECUTE format('CREATE POLICY every_team ON %I TO brickwork_system USING (true) WITH CHECK (true)', table_name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO brickwork_system', table_name);
  END IF;
  IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = table_name::regclass AND attname = 'lead_id' AND NOT attisdropped)
    AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = table_name::regclass AND polname = 'viewer') THEN
    PERFORM brickwork_hangs_on_lead(table_name);
  END IF;
END $$;

SELECT brickwork_hangs_on_lead(c.relname) FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'lead_id' AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace;

-- What was given to somebody to do or to know is theirs to see, whoever has the lead.
SELECT brickwork_hangs_on_lead('task', 'assigned_to_id = brickwork_viewer()');
SELECT brickwork_hangs_on_lead('notification', 'user_id = brickwork_viewer()');

-- Mail to colleagues about their accounts, and to people who are invited, is between them and whoever manages members.
DROP POLICY viewer ON message;
CREATE POLICY viewer ON message AS RESTRICTIVE TO brickwork_member
  USING (brickwork_sees_lead(lead_id) AND (source_kind <> 'system' OR user_id = brickwork_viewer()));

-- Whether the viewer attends. As the owner, because the policy of the attendees asks for the appointment again.
CREATE FUNCTION brickwork_attends(appointment uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ BEGIN
  RETURN EXISTS (SELECT FROM public.appointment_attendee
    WHERE team_id = public.brickwork_team() AND appointment_id = appointment AND user_id = public.brickwork_viewer());
END $$;
REVOKE ALL ON FUNCTION brickwork_attends(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION brickwork_attends(uuid) TO brickwork_app;
DROP POLICY viewer ON appointment;
CREATE POLICY viewer ON appointment AS RESTRICTIVE TO brickwork_member
  USING (host_id = brickwork_viewer() OR brickwork_sees_lead(lead_id) OR brickwork_attends(id));
DROP POLICY viewer ON appointment_attendee;
CREATE POLICY viewer ON appointment_attendee AS RESTRICTIVE TO brickwork_member
  USING (EXISTS (SELECT FROM appointment WHERE appointment.id = appointment_id));
CREATE POLICY viewer ON appointment_reminder AS RESTRICTIVE TO brickwork_member
  USING (EXISTS (SELECT FROM appointment WHERE appointment.id = appointment_id));

-- The steps and calls of a run, and the lines of an import, belong to what they are part of.
CREATE POLICY viewer ON workflow_run_step AS RESTRICTIVE TO brickwork_member
  USING (EXISTS (SELECT FROM workflow_run WHERE workflow_run.id = run_id));
CREATE POLICY viewer ON workflow_webhook AS RESTRICTIVE TO brickwork_member
  USING (EXISTS (SELECT FROM workflow_run WHERE workflow_run.id = run_id));
CREATE POLICY viewer ON lead_import AS RESTRICTIVE TO brickwork_member USING (created_by_id = brickwork_viewer());
CREATE POLICY viewer ON lead_import_issue AS RESTRICTIVE TO brickwork_member
  USING (EXISTS (SELECT FROM lead_import WHERE lead_import.id = import_id));
-- Frozen lists of leads: for those who send campaigns, and they see all.
CREATE POLICY viewer ON audience_part AS RESTRICTIVE TO brickwork_member USING (false);

-- A search looks at the newest matches the viewer may see. It runs as its owner, so it keeps to that by itself, as to the team.
CREATE OR REPLACE FUNCTION brickwork_search_leads(patterns text[], max_rows int) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp ROWS 200
AS $$
DECLARE
  pattern text;
  statement text := 'SELECT id FROM public.lead WHERE team_id = public.brickwork_team()';
BEGIN
  IF coalesce(cardinality(patterns), 0) = 0 THEN
    RAISE EXCEPTION 'a search needs a pattern' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  -- Written into the statement as literals, so that the planner knows how rare they are.
  FOREACH pattern IN ARRAY patterns LOOP
    statement := statement || format(
      $sql$ AND lower(' ' || name || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '') || ' ' || coalesce(company, '')) LIKE %L$sql$,
      lower(pattern));
  END LOOP;
  IF public.brickwork_viewer() IS NOT NULL THEN
    statement := statement || format(' AND (assigned_to_id IS NULL OR assigned_to_id = %L)', public.brickwork_viewer());
  END IF;
  IF max_rows IS NOT NULL THEN
    statement := statement || format(' ORDER BY created_at DESC, id DESC LIMIT %s', max_rows);
  END IF;
  RETURN QUERY EXECUTE statement;
END $$;
