-- AlterTable
ALTER TABLE "job" ADD COLUMN     "origin_id" UUID;

-- AlterTable
ALTER TABLE "domain_event" ADD COLUMN     "origin_id" UUID;

-- CreateTable
CREATE TABLE "workflow_run" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "workflow_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "lead_id" UUID NOT NULL,
    "slot" TEXT NOT NULL DEFAULT '',
    "state" TEXT NOT NULL DEFAULT 'running',
    "node_id" TEXT NOT NULL,
    "visit" INTEGER NOT NULL DEFAULT 0,
    "fence" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "wait_event" TEXT,
    "arrived" JSONB,
    "move_to" UUID,
    "entered_by" UUID NOT NULL,
    "entered_via" TEXT NOT NULL,
    "cause_id" UUID NOT NULL,
    "depth" INTEGER NOT NULL DEFAULT 0,
    "chain" JSONB NOT NULL DEFAULT '[]',
    "context" JSONB NOT NULL DEFAULT '{}',
    "blocked" JSONB NOT NULL DEFAULT '[]',
    "exit_on" TEXT[],
    "end_reason" TEXT,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "workflow_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workflow_run_step" (
    "team_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "visit" INTEGER NOT NULL,
    "node_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 1,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workflow_run_step_pkey" PRIMARY KEY ("run_id","visit")
);

-- CreateTable
CREATE TABLE "workflow_entry" (
    "team_id" UUID NOT NULL,
    "workflow_id" UUID NOT NULL,
    "lead_id" UUID NOT NULL,
    "entries" INTEGER NOT NULL DEFAULT 1,
    "last_entered_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workflow_entry_pkey" PRIMARY KEY ("workflow_id","lead_id")
);

-- CreateTable
CREATE TABLE "workflow_enrolment" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "workflow_id" UUID NOT NULL,
    "via" TEXT NOT NULL,
    "key" TEXT,
    "audience" JSONB NOT NULL,
    "cursor" UUID,
    "state" TEXT NOT NULL DEFAULT 'running',
    "found" INTEGER NOT NULL DEFAULT 0,
    "entered" INTEGER NOT NULL DEFAULT 0,
    "context" JSONB NOT NULL DEFAULT '{}',
    "error" TEXT,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "workflow_enrolment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workflow_hook" (
    "workflow_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "workflow_hook_pkey" PRIMARY KEY ("workflow_id")
);

-- CreateTable
CREATE TABLE "workflow_webhook" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "visit" INTEGER NOT NULL,
    "url" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "status" INTEGER,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "workflow_webhook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workflow_rotation" (
    "team_id" UUID NOT NULL,
    "workflow_id" UUID NOT NULL,
    "node_id" TEXT NOT NULL,
    "last_user_id" UUID,

    CONSTRAINT "workflow_rotation_pkey" PRIMARY KEY ("workflow_id","node_id")
);

-- CreateTable
CREATE TABLE "workflow_clock" (
    "workflow_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workflow_clock_pkey" PRIMARY KEY ("workflow_id")
);

-- CreateIndex
CREATE INDEX "workflow_run_team_id_workflow_id_id_idx" ON "workflow_run"("team_id", "workflow_id", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "workflow_run_workflow_id_lead_id_entered_by_key" ON "workflow_run"("workflow_id", "lead_id", "entered_by");

-- CreateIndex
CREATE UNIQUE INDEX "workflow_enrolment_workflow_id_key_key" ON "workflow_enrolment"("workflow_id", "key");

-- CreateIndex
CREATE UNIQUE INDEX "workflow_hook_token_hash_key" ON "workflow_hook"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "workflow_webhook_run_id_visit_key" ON "workflow_webhook"("run_id", "visit");

SELECT brickwork_protect(name) FROM unnest(ARRAY['workflow_run', 'workflow_run_step', 'workflow_entry', 'workflow_enrolment',
  'workflow_hook', 'workflow_webhook', 'workflow_rotation', 'workflow_clock']) AS name;

ALTER TABLE workflow_run ADD CONSTRAINT workflow_run_state_known
  CHECK (state IN ('running', 'waiting', 'completed', 'exited', 'failed', 'cancelled'));
ALTER TABLE workflow_run_step ADD CONSTRAINT workflow_run_step_outcome_known
  CHECK (outcome IN ('done', 'skipped', 'waiting', 'failed'));

-- One live run per workflow and lead, unless a slot says otherwise. Also: what an event about a lead has to look at.
CREATE UNIQUE INDEX workflow_run_live ON workflow_run (lead_id, workflow_id, slot) WHERE state IN ('running', 'waiting');
-- What a publish, a deletion and a count of who is where look at.
CREATE INDEX workflow_run_open ON workflow_run (workflow_id, id) WHERE state IN ('running', 'waiting');
-- What repair looks at: runs that should have gone on.
CREATE INDEX workflow_run_due ON workflow_run (due_at) WHERE state IN ('running', 'waiting');
CREATE INDEX workflow_enrolment_open ON workflow_enrolment (created_at) WHERE state = 'running';

-- Silences are looked for by the time of the last message, which grows with the table: a summary per block of pages is enough.
CREATE INDEX message_accepted ON message USING brin (accepted_at) WITH (pages_per_range = 32, autosummarize = on);

-- Every step writes these rows again in place.
ALTER TABLE workflow_run SET (fillfactor = 70);

-- Repair asks across teams which runs and enrolments stand still; it wakes them team by team. A hook is found before its team is known.
CREATE POLICY repair_read ON workflow_run FOR SELECT TO brickwork_system USING (true);
GRANT SELECT (id, team_id, state, due_at, fence, cause_id, depth) ON workflow_run TO brickwork_system;
CREATE POLICY repair_read ON workflow_enrolment FOR SELECT TO brickwork_system USING (true);
GRANT SELECT (id, team_id, state, created_at) ON workflow_enrolment TO brickwork_system;
CREATE POLICY hook_read ON workflow_hook FOR SELECT TO brickwork_system USING (true);
GRANT SELECT (workflow_id, team_id, token_hash) ON workflow_hook TO brickwork_system;
