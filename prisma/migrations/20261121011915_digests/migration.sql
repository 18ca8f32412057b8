-- CreateTable
CREATE TABLE "digest_setting" (
    "team_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "local_time" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "next_date" TEXT NOT NULL,
    "next_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "digest_setting_pkey" PRIMARY KEY ("team_id","user_id")
);

SELECT brickwork_protect('digest_setting');

CREATE INDEX digest_setting_due ON digest_setting (next_at) WHERE enabled;

-- Who has one due is asked across teams; it is written team by team.
CREATE POLICY watcher_read ON digest_setting FOR SELECT TO brickwork_system USING (true);
GRANT SELECT (team_id, enabled, next_at) ON digest_setting TO brickwork_system;
