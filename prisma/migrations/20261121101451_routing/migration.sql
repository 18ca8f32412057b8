-- CreateTable
CREATE TABLE "routing_settings" (
    "team_id" UUID NOT NULL,
    "hours" JSONB,
    "zone" TEXT,
    "sla_minutes" INTEGER,
    "route_imports" BOOLEAN NOT NULL DEFAULT false,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "routing_settings_pkey" PRIMARY KEY ("team_id")
);

-- CreateTable
CREATE TABLE "routing_group" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "user_ids" UUID[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "routing_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "routing_rule" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "condition" JSONB NOT NULL,
    "strategy" TEXT NOT NULL,
    "user_ids" UUID[],
    "group_ids" UUID[],
    "hours" TEXT NOT NULL,
    "offer_minutes" INTEGER NOT NULL,
    "fallbacks" JSONB NOT NULL,
    "sla_minutes" INTEGER,
    "sla_reassign" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "routing_rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "routing_person" (
    "team_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "paused" BOOLEAN NOT NULL DEFAULT false,
    "paused_until" TIMESTAMPTZ(3),
    "capacity" INTEGER,
    "hours" JSONB,
    "zone" TEXT,
    "last_served_at" TIMESTAMPTZ(3),

    CONSTRAINT "routing_person_pkey" PRIMARY KEY ("team_id","user_id")
);

-- CreateTable
CREATE TABLE "lead_route" (
    "lead_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "rule_id" UUID,
    "position" INTEGER,
    "step" INTEGER NOT NULL,
    "user_id" UUID,
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "lead_route_pkey" PRIMARY KEY ("lead_id")
);

-- CreateTable
CREATE TABLE "lead_offer" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "lead_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "lead_offer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "routing_decision" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "lead_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "rule_id" UUID,
    "user_id" UUID,
    "reason" TEXT NOT NULL,
    "detail" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "routing_decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lead_response" (
    "lead_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "user_id" UUID,
    "rule_id" UUID,
    "revision" INTEGER NOT NULL,
    "minutes" INTEGER,
    "due_at" TIMESTAMPTZ(3),
    "breached_at" TIMESTAMPTZ(3),
    "contacted_at" TIMESTAMPTZ(3),
    "contacted_by_id" UUID,
    "contact" TEXT,

    CONSTRAINT "lead_response_pkey" PRIMARY KEY ("lead_id")
);

-- CreateIndex
CREATE INDEX "routing_group_team_id_id_idx" ON "routing_group"("team_id", "id");

-- CreateIndex
CREATE INDEX "routing_rule_team_id_position_idx" ON "routing_rule"("team_id", "position");

-- CreateIndex
CREATE INDEX "lead_route_team_id_idx" ON "lead_route"("team_id");

-- CreateIndex
CREATE INDEX "lead_offer_team_id_idx" ON "lead_offer"("team_id");

-- CreateIndex
CREATE UNIQUE INDEX "lead_offer_lead_id_revision_user_id_key" ON "lead_offer"("lead_id", "revision", "user_id");

-- CreateIndex
CREATE INDEX "routing_decision_team_id_lead_id_id_idx" ON "routing_decision"("team_id", "lead_id", "id" DESC);

-- CreateIndex
CREATE INDEX "routing_decision_team_id_kind_created_at_idx" ON "routing_decision"("team_id", "kind", "created_at");

-- CreateIndex
CREATE INDEX "lead_response_team_id_started_at_idx" ON "lead_response"("team_id", "started_at");

ALTER TABLE routing_rule ADD CONSTRAINT routing_strategy_known CHECK (strategy IN ('round_robin', 'first_to_claim')),
  ADD CONSTRAINT routing_hours_known CHECK (hours IN ('ignore', 'skip', 'wait'));
ALTER TABLE lead_route ADD CONSTRAINT lead_route_state_known CHECK (state IN ('waiting', 'offered', 'assigned', 'pool', 'by_hand'));
CREATE UNIQUE INDEX routing_group_name ON routing_group (team_id, lower(name));

SELECT brickwork_protect('routing_settings');
SELECT brickwork_protect('routing_group');
SELECT brickwork_protect('routing_rule');
SELECT brickwork_protect('routing_person');
SELECT brickwork_protect('lead_route');
SELECT brickwork_protect('lead_offer');
SELECT brickwork_protect('routing_decision');
SELECT brickwork_protect('lead_response');
-- What was offered to somebody is theirs to see, whoever has taken the lead meanwhile.
SELECT brickwork_hangs_on_lead('lead_offer', 'user_id = brickwork_viewer()');

-- How many open leads a person has. Leads of nobody, as they come from files by the thousand, are not in it.
CREATE INDEX lead_open_load ON lead (team_id, assigned_to_id) WHERE assigned_to_id IS NOT NULL AND status NOT IN ('WON', 'LOST');
