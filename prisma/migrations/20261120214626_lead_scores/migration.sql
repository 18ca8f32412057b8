-- CreateTable
CREATE TABLE "score_rule_set" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "caps" JSONB NOT NULL DEFAULT '{}',
    "bands" JSONB NOT NULL,
    "margin" INTEGER NOT NULL DEFAULT 3,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "published_at" TIMESTAMPTZ(3),
    "published_by_id" UUID,

    CONSTRAINT "score_rule_set_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "score_rule" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "rule_set_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "signal" TEXT,
    "condition" JSONB,
    "points" INTEGER NOT NULL,
    "half_life_days" DOUBLE PRECISION,
    "within_days" DOUBLE PRECISION,
    "min_times" INTEGER NOT NULL DEFAULT 1,
    "once" BOOLEAN NOT NULL DEFAULT false,
    "cap_group" TEXT,
    "position" INTEGER NOT NULL,

    CONSTRAINT "score_rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "score_signal" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "lead_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "source_key" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "weight" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "subject" TEXT,
    "note" TEXT,
    "author_id" UUID,
    "expires_at" TIMESTAMPTZ(3),
    "withdrawn_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "score_signal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lead_score" (
    "lead_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "overall" INTEGER NOT NULL,
    "engagement" INTEGER NOT NULL,
    "behaviour" INTEGER NOT NULL,
    "profile" INTEGER NOT NULL,
    "band" TEXT NOT NULL,
    "rule_version" INTEGER NOT NULL,
    "computed_at" TIMESTAMPTZ(3) NOT NULL,
    "next_decay_at" TIMESTAMPTZ(3),

    CONSTRAINT "lead_score_pkey" PRIMARY KEY ("lead_id")
);

-- CreateTable
CREATE TABLE "score_history" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "lead_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "overall" INTEGER NOT NULL,
    "engagement" INTEGER NOT NULL,
    "behaviour" INTEGER NOT NULL,
    "profile" INTEGER NOT NULL,
    "band" TEXT NOT NULL,
    "rule_version" INTEGER NOT NULL,
    "cause" TEXT NOT NULL,
    "reasons" JSONB NOT NULL,

    CONSTRAINT "score_history_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "score_due" (
    "lead_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "marks" INTEGER NOT NULL DEFAULT 1,
    "quiet" BOOLEAN NOT NULL DEFAULT false,
    "chain" JSONB,

    CONSTRAINT "score_due_pkey" PRIMARY KEY ("lead_id")
);

-- CreateTable
CREATE TABLE "score_job" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'running',
    "rule_version" INTEGER,
    "total" INTEGER NOT NULL DEFAULT 0,
    "done" INTEGER NOT NULL DEFAULT 0,
    "changed" INTEGER NOT NULL DEFAULT 0,
    "cursor_at" TIMESTAMPTZ(3),
    "cursor_id" UUID,
    "error" TEXT,
    "requested_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "score_job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "score_model" (
    "team_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "outcomes" INTEGER NOT NULL,
    "model" JSONB,
    "report" JSONB,
    "trained_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "score_model_pkey" PRIMARY KEY ("team_id","kind")
);

-- CreateIndex
CREATE UNIQUE INDEX "score_rule_set_team_id_version_key" ON "score_rule_set"("team_id", "version");

-- CreateIndex
CREATE INDEX "score_rule_team_id_idx" ON "score_rule"("team_id");

-- CreateIndex
CREATE UNIQUE INDEX "score_rule_rule_set_id_key_key" ON "score_rule"("rule_set_id", "key");

-- CreateIndex
CREATE INDEX "score_signal_lead_id_occurred_at_idx" ON "score_signal"("lead_id", "occurred_at");

-- CreateIndex
CREATE UNIQUE INDEX "score_signal_team_id_source_key_key" ON "score_signal"("team_id", "source_key");

-- CreateIndex
CREATE INDEX "lead_score_team_id_lead_id_idx" ON "lead_score"("team_id", "lead_id");

-- CreateIndex
CREATE INDEX "score_history_lead_id_at_id_idx" ON "score_history"("lead_id", "at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "score_due_team_id_due_at_idx" ON "score_due"("team_id", "due_at");

-- CreateIndex
CREATE INDEX "score_job_team_id_id_idx" ON "score_job"("team_id", "id" DESC);

SELECT brickwork_protect(name) FROM unnest(ARRAY[
  'score_rule_set', 'score_rule', 'score_signal', 'lead_score', 'score_history', 'score_due', 'score_job', 'score_model'
]) AS name;

ALTER TABLE score_rule ADD CONSTRAINT score_rule_rule_set_id_fkey FOREIGN KEY (rule_set_id) REFERENCES score_rule_set (id) ON DELETE CASCADE;

ALTER TABLE score_rule ADD CONSTRAINT score_rule_kind_known CHECK (kind IN ('fit', 'engagement', 'behaviour', 'manual'));
ALTER TABLE score_rule ADD CONSTRAINT score_rule_one_trigger CHECK (num_nonnulls(signal, condition) = 1);
ALTER TABLE score_job ADD CONSTRAINT score_job_state_known CHECK (state IN ('running', 'completed', 'failed', 'superseded'));
CREATE UNIQUE INDEX score_job_running ON score_job (team_id, kind) WHERE state = 'running';
CREATE UNIQUE INDEX score_rule_set_draft ON score_rule_set (team_id) WHERE published_at IS NULL;

-- A score is explained by the version it was computed with, so that version must stay what it was.
CREATE FUNCTION brickwork_published_rules_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'score_rule_set' THEN
    IF OLD.published_at IS NOT NULL THEN RAISE EXCEPTION 'version % of the scoring rules is published', OLD.version; END IF;
  ELSIF EXISTS (
    SELECT FROM score_rule_set AS s WHERE s.published_at IS NOT NULL
      AND s.id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.rule_set_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.rule_set_id END)
  ) THEN
    RAISE EXCEPTION 'these scoring rules are published';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER published_rules_stay BEFORE UPDATE OR DELETE ON score_rule_set
  FOR EACH ROW EXECUTE FUNCTION brickwork_published_rules_stay();
CREATE TRIGGER published_rules_stay BEFORE INSERT OR UPDATE OR DELETE ON score_rule
  FOR EACH ROW EXECUTE FUNCTION brickwork_published_rules_stay();

-- Two questions are asked across teams: whose leads were marked and forgotten, and whose scores fade.
CREATE POLICY sweep_read ON score_due FOR SELECT TO brickwork_system USING (true);
GRANT SELECT (team_id, due_at) ON score_due TO brickwork_system;
CREATE POLICY sweep_read ON lead_score FOR SELECT TO brickwork_system USING (true);
GRANT SELECT (team_id, next_decay_at) ON lead_score TO brickwork_system;

-- Updated in place with every change: leave room on the page (heap-only tuples).
ALTER TABLE lead_score SET (fillfactor = 80);
