-- CreateTable
CREATE TABLE "workflow" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "active" BOOLEAN NOT NULL DEFAULT false,
    "draft" JSONB NOT NULL,
    "draft_revision" INTEGER NOT NULL DEFAULT 1,
    "published_version_id" UUID,
    "published_number" INTEGER,
    "trigger_type" TEXT,
    "published_revision" INTEGER,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "workflow_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workflow_version" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "workflow_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "checksum" TEXT NOT NULL,
    "trigger_type" TEXT NOT NULL,
    "running" TEXT NOT NULL DEFAULT 'finish',
    "mapping" JSONB NOT NULL DEFAULT '{}',
    "note" TEXT,
    "published_by_id" UUID,
    "published_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workflow_version_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "workflow_team_id_id_idx" ON "workflow"("team_id", "id" DESC);

-- CreateIndex
CREATE INDEX "workflow_version_team_id_workflow_id_number_idx" ON "workflow_version"("team_id", "workflow_id", "number" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "workflow_version_workflow_id_number_key" ON "workflow_version"("workflow_id", "number");

SELECT brickwork_protect('workflow');
SELECT brickwork_protect('workflow_version');

-- A run is pinned to a version: nobody changes one, whatever the role.
REVOKE UPDATE, DELETE ON workflow_version FROM brickwork_app;
CREATE FUNCTION brickwork_workflow_version_fixed() RETURNS trigger LANGUAGE plpgsql
  AS $$ BEGIN RAISE EXCEPTION 'A published version of a workflow is never changed' USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER workflow_version_fixed BEFORE UPDATE ON workflow_version
  FOR EACH ROW EXECUTE FUNCTION brickwork_workflow_version_fixed();

-- What matching asks per team: the live workflows of a trigger.
CREATE INDEX workflow_live ON workflow (team_id, trigger_type) WHERE active AND deleted_at IS NULL;

-- The triggers that look at a clock ask across teams which of them have one; they act team by team.
CREATE POLICY clock_read ON workflow FOR SELECT TO brickwork_system USING (true);
GRANT SELECT (id, team_id, active, trigger_type, published_version_id, deleted_at) ON workflow TO brickwork_system;
