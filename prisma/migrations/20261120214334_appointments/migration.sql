-- AlterTable
ALTER TABLE "message_content" ADD COLUMN     "calendar" JSONB;

-- AlterTable
ALTER TABLE "message" ADD COLUMN     "hours_zone" TEXT,
ADD COLUMN     "not_after" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "appointment" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'SCHEDULED',
    "start_at" TIMESTAMPTZ(3) NOT NULL,
    "end_at" TIMESTAMPTZ(3) NOT NULL,
    "zone" TEXT NOT NULL,
    "host_id" UUID NOT NULL,
    "lead_id" UUID,
    "location" TEXT,
    "meeting_url" TEXT,
    "description" TEXT,
    "outcome" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "ics_sequence" INTEGER NOT NULL DEFAULT 0,
    "invite" BOOLEAN NOT NULL DEFAULT true,
    "reminder_rules" JSONB,
    "message_source_id" UUID NOT NULL,
    "invite_source_id" UUID NOT NULL,
    "reschedule_requested_at" TIMESTAMPTZ(3),
    "confirmed_at" TIMESTAMPTZ(3),
    "no_show_suspected_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "appointment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "appointment_attendee" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "appointment_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "lead_id" UUID,
    "user_id" UUID,
    "email" TEXT,
    "name" TEXT,
    "response" TEXT NOT NULL DEFAULT 'NEEDS_ACTION',
    "responded_at" TIMESTAMPTZ(3),

    CONSTRAINT "appointment_attendee_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "appointment_reminder" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "appointment_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "offset_minutes" INTEGER NOT NULL,
    "channel" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "start_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "useful_minutes" INTEGER NOT NULL,
    "quiet_hours" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'planned',
    "reason" TEXT,
    "job_id" UUID,
    "message_id" UUID,
    "fired_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "appointment_reminder_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "appointment_settings" (
    "team_id" UUID NOT NULL,
    "reminder_rules" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "appointment_settings_pkey" PRIMARY KEY ("team_id")
);

-- CreateTable
CREATE TABLE "calendar_feed" (
    "team_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "calendar_feed_pkey" PRIMARY KEY ("team_id","user_id")
);

-- CreateTable
CREATE TABLE "agenda_setting" (
    "team_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "local_time" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "next_date" TEXT NOT NULL,
    "next_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "agenda_setting_pkey" PRIMARY KEY ("team_id","user_id")
);

-- CreateTable
CREATE TABLE "notification" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "lead_id" UUID,
    "appointment_id" UUID,
    "dedupe_key" TEXT NOT NULL,
    "read_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notification_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "appointment_team_id_start_at_id_idx" ON "appointment"("team_id", "start_at", "id");

-- CreateIndex
CREATE INDEX "appointment_team_id_host_id_start_at_id_idx" ON "appointment"("team_id", "host_id", "start_at", "id");

-- CreateIndex
CREATE INDEX "appointment_team_id_lead_id_start_at_id_idx" ON "appointment"("team_id", "lead_id", "start_at", "id");

-- CreateIndex
CREATE INDEX "appointment_attendee_team_id_user_id_appointment_id_idx" ON "appointment_attendee"("team_id", "user_id", "appointment_id");

-- CreateIndex
CREATE UNIQUE INDEX "appointment_attendee_appointment_id_key_key" ON "appointment_attendee"("appointment_id", "key");

-- CreateIndex
CREATE UNIQUE INDEX "appointment_reminder_appointment_id_revision_offset_minutes_key" ON "appointment_reminder"("appointment_id", "revision", "offset_minutes", "channel", "recipient");

-- CreateIndex
CREATE INDEX "notification_team_id_user_id_id_idx" ON "notification"("team_id", "user_id", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "notification_team_id_dedupe_key_key" ON "notification"("team_id", "dedupe_key");

-- AddForeignKey
ALTER TABLE "appointment_attendee" ADD CONSTRAINT "appointment_attendee_appointment_id_fkey" FOREIGN KEY ("appointment_id") REFERENCES "appointment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "appointment_reminder" ADD CONSTRAINT "appointment_reminder_appointment_id_fkey" FOREIGN KEY ("appointment_id") REFERENCES "appointment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

SELECT brickwork_protect(name) FROM unnest(ARRAY[
  'appointment', 'appointment_attendee', 'appointment_reminder', 'appointment_settings', 'calendar_feed', 'agenda_setting', 'notification'
]) AS name;

ALTER TABLE appointment ADD CONSTRAINT appointment_status_known
  CHECK (status IN ('SCHEDULED', 'CONFIRMED', 'COMPLETED', 'CANCELLED', 'NO_SHOW'));
ALTER TABLE appointment ADD CONSTRAINT appointment_ends_after_start CHECK (end_at > start_at);
ALTER TABLE appointment_reminder ADD CONSTRAINT appointment_reminder_state_known
  CHECK (state IN ('planned', 'sent', 'skipped', 'cancelled'));

-- What the watchers look at: appointments without an outcome, and the agendas that are due.
CREATE INDEX appointment_open ON appointment (end_at) WHERE status IN ('SCHEDULED', 'CONFIRMED') AND no_show_suspected_at IS NULL;
CREATE INDEX agenda_setting_due ON agenda_setting (next_at) WHERE enabled;
-- Whose reminder a text may be answering.
CREATE INDEX appointment_reminder_sent ON appointment_reminder (team_id, recipient, fired_at DESC) WHERE state = 'sent' AND channel = 'SMS';

-- They ask across teams who has something due, and change it team by team.
CREATE POLICY watcher_read ON appointment FOR SELECT TO brickwork_system USING (true);
GRANT SELECT (team_id, status, end_at, created_at, no_show_suspected_at) ON appointment TO brickwork_system;
CREATE POLICY watcher_read ON agenda_setting FOR SELECT TO brickwork_system USING (true);
GRANT SELECT (team_id, enabled, next_at) ON agenda_setting TO brickwork_system;
