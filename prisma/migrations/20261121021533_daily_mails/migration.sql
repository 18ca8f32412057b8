-- Agendas and digests are asked for, found due and moved on in the same way: one table knows both.

-- CreateTable
CREATE TABLE "daily_mail" (
    "team_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "local_time" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "next_date" TEXT NOT NULL,
    "next_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "daily_mail_pkey" PRIMARY KEY ("team_id","user_id","kind")
);

INSERT INTO daily_mail (team_id, user_id, kind, enabled, local_time, zone, next_date, next_at)
SELECT team_id, user_id, 'agenda', enabled, local_time, zone, next_date, next_at FROM agenda_setting
UNION ALL
SELECT team_id, user_id, 'digest', enabled, local_time, zone, next_date, next_at FROM digest_setting;

-- DropTable
DROP TABLE "agenda_setting";

-- DropTable
DROP TABLE "digest_setting";

SELECT brickwork_protect('daily_mail');

CREATE INDEX daily_mail_due ON daily_mail (kind, next_at) WHERE enabled;

-- Who has one due is asked across teams; it is written team by team.
CREATE POLICY watcher_read ON daily_mail FOR SELECT TO brickwork_system USING (true);
GRANT SELECT (team_id, kind, enabled, next_at) ON daily_mail TO brickwork_system;
