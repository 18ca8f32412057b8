-- AlterTable
ALTER TABLE "notification" ADD COLUMN     "campaign_id" UUID,
ADD COLUMN     "digest" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "digested_at" TIMESTAMPTZ(3),
ADD COLUMN     "in_app" BOOLEAN NOT NULL DEFAULT true;

-- CreateTable
CREATE TABLE "notification_setting" (
    "team_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "in_app" BOOLEAN NOT NULL,
    "email" BOOLEAN NOT NULL,
    "digest" BOOLEAN NOT NULL,

    CONSTRAINT "notification_setting_pkey" PRIMARY KEY ("team_id","user_id","type")
);

-- CreateTable
CREATE TABLE "live_feed" (
    "team_id" UUID NOT NULL,
    "last" BIGINT NOT NULL DEFAULT 0,
    "floor" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "live_feed_pkey" PRIMARY KEY ("team_id")
);

-- CreateTable
CREATE TABLE "live_event" (
    "team_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "data" JSONB NOT NULL,
    "permission" TEXT,
    "user_id" UUID,
    "lead_id" UUID,
    "shown_to" UUID[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "live_event_pkey" PRIMARY KEY ("team_id","seq")
);

-- CreateIndex
CREATE INDEX "live_event_created_at_idx" ON "live_event"("created_at");

SELECT brickwork_protect('notification_setting');
-- Counted up by whoever publishes; looked at and cleaned up across teams.
SELECT brickwork_protect(name, true) FROM unnest(ARRAY['live_feed', 'live_event']) AS name;

-- What is for one person is for nobody else; the rest is heard by those who see the lead, or to whom it is shown all the same.
DROP POLICY viewer ON live_event;
CREATE POLICY viewer ON live_event AS RESTRICTIVE TO brickwork_member
  USING (CASE WHEN user_id IS NOT NULL THEN user_id = brickwork_viewer()
    ELSE brickwork_viewer() = ANY (shown_to) OR brickwork_sees_lead(lead_id) END);

-- One row per team that is counted up all day: leave room on its page.
ALTER TABLE live_feed SET (fillfactor = 50);

CREATE INDEX notification_to_digest ON notification (team_id, user_id, id) WHERE digest AND read_at IS NULL AND digested_at IS NULL;

-- Digests and mail about notifications name leads that another member may not see: they are between the team and the reader.
DROP POLICY viewer ON message;
CREATE POLICY viewer ON message AS RESTRICTIVE TO brickwork_member
  USING (brickwork_sees_lead(lead_id)
    AND (source_kind NOT IN ('system', 'digest', 'notification') OR user_id = brickwork_viewer()));
