-- DropIndex
DROP INDEX "activity_team_id_created_at_idx";

-- DropIndex
DROP INDEX "activity_lead_id_id_idx";

-- DropIndex
DROP INDEX "task_team_id_status_due_at_idx";

-- DropIndex
DROP INDEX "task_lead_id_idx";

-- The equality of an enum is not leakproof: behind row-level security a filter on it could not use an index.
ALTER TABLE "lead" ALTER COLUMN "status" DROP DEFAULT,
  ALTER COLUMN "status" TYPE TEXT USING "status"::text,
  ALTER COLUMN "status" SET DEFAULT 'NEW';
ALTER TABLE "lead" ADD CONSTRAINT lead_status_known
  CHECK (status IN ('NEW', 'CONTACTED', 'QUALIFIED', 'PROPOSAL', 'NEGOTIATION', 'WON', 'LOST'));
ALTER TABLE "lead" ADD COLUMN "name_key" TEXT GENERATED ALWAYS AS (lower(name)) STORED;

-- AlterTable
ALTER TABLE "lead_import" ADD COLUMN     "file_name" TEXT NOT NULL DEFAULT '';

-- DropEnum
DROP TYPE "lead_status";

-- CreateIndex
CREATE INDEX "activity_team_id_created_at_id_idx" ON "activity"("team_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "activity_team_id_lead_id_created_at_id_idx" ON "activity"("team_id", "lead_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "activity_team_id_campaign_id_created_at_id_idx" ON "activity"("team_id", "campaign_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "activity_team_id_user_id_created_at_id_idx" ON "activity"("team_id", "user_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "activity_team_id_type_created_at_id_idx" ON "activity"("team_id", "type", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "lead_team_id_updated_at_id_idx" ON "lead"("team_id", "updated_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "lead_team_id_name_key_id_idx" ON "lead"("team_id", "name_key", "id");

-- CreateIndex
CREATE INDEX "lead_team_id_state_created_at_id_idx" ON "lead"("team_id", "state", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "lead_team_id_timezone_created_at_id_idx" ON "lead"("team_id", "timezone", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "task_team_id_status_due_at_id_idx" ON "task"("team_id", "status", "due_at", "id");

-- CreateIndex
CREATE INDEX "task_team_id_due_at_id_idx" ON "task"("team_id", "due_at", "id");

-- CreateIndex
CREATE INDEX "task_team_id_lead_id_due_at_id_idx" ON "task"("team_id", "lead_id", "due_at", "id");

-- "Hot" and "hot" are one tag.
CREATE UNIQUE INDEX tag_name_any_case ON tag (team_id, lower(name));

-- Free-text search. LIKE is not leakproof either, so it runs in a function of the owner, which keeps to the team by itself.
-- Both extensions are trusted: whoever may create objects in the database may create them (CREATE privilege on it is enough).
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE INDEX lead_search ON lead USING gin (
  team_id,
  lower(' ' || name || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '') || ' ' || coalesce(company, '')) gin_trgm_ops
);

-- Ids of the leads of the current team whose text matches every LIKE pattern (lower case is made here); the newest `max_rows`
-- of them, or all when that is null. Where the owner is no superuser, row-level security applies inside as well: same rows, slower.
CREATE FUNCTION brickwork_search_leads(patterns text[], max_rows int) RETURNS SETOF uuid
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
  IF max_rows IS NOT NULL THEN
    statement := statement || format(' ORDER BY created_at DESC, id DESC LIMIT %s', max_rows);
  END IF;
  RETURN QUERY EXECUTE statement;
END $$;
REVOKE ALL ON FUNCTION brickwork_search_leads(text[], int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION brickwork_search_leads(text[], int) TO brickwork_app;
