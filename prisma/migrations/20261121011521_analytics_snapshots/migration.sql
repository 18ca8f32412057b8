-- CreateTable
CREATE TABLE "analytics_snapshot" (
    "team_id" UUID NOT NULL,
    "date" DATE NOT NULL,
    "total_leads" INTEGER NOT NULL,
    "new_leads" INTEGER NOT NULL,
    "qualified_leads" INTEGER NOT NULL,
    "won_leads" INTEGER NOT NULL,
    "total_revenue" DOUBLE PRECISION NOT NULL,
    "new_revenue" DOUBLE PRECISION NOT NULL,
    "active_campaigns" INTEGER NOT NULL,
    "emails_sent" INTEGER NOT NULL,
    "emails_opened" INTEGER NOT NULL,
    "conversion_rate" DOUBLE PRECISION NOT NULL,
    "avg_lead_score" DOUBLE PRECISION NOT NULL,
    "raw_data" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "analytics_snapshot_pkey" PRIMARY KEY ("team_id","date")
);

SELECT brickwork_protect('analytics_snapshot');

-- Which teams have a day to be written is asked across teams; it is written team by team.
CREATE POLICY watcher_read ON analytics_snapshot FOR SELECT TO brickwork_system USING (true);
GRANT SELECT (team_id, date) ON analytics_snapshot TO brickwork_system;
