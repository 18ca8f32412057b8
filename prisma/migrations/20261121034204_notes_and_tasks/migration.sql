-- AlterTable
ALTER TABLE "activity" ADD COLUMN     "subject_id" UUID;

-- AlterTable
ALTER TABLE "notification" ADD COLUMN     "note_id" UUID,
ADD COLUMN     "task_id" UUID;

-- AlterTable
ALTER TABLE "task" ADD COLUMN     "created_by_id" UUID,
ADD COLUMN     "occurrence" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "overdue_at" TIMESTAMPTZ(3),
ADD COLUMN     "recurrence" JSONB,
ADD COLUMN     "reminders" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
ADD COLUMN     "revision" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "series_id" UUID,
ADD COLUMN     "zone" TEXT;

-- CreateTable
CREATE TABLE "note" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "lead_id" UUID NOT NULL,
    "content" TEXT NOT NULL,
    "author_id" UUID,
    "mentions" UUID[] DEFAULT ARRAY[]::UUID[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "note_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "note_lead_id_team_id_created_at_id_idx" ON "note"("lead_id", "team_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "task_team_id_assigned_to_id_due_at_id_idx" ON "task"("team_id", "assigned_to_id", "due_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "task_team_id_series_id_occurrence_key" ON "task"("team_id", "series_id", "occurrence");

-- AddForeignKey
ALTER TABLE "note" ADD CONSTRAINT "note_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE ON UPDATE CASCADE;

SELECT brickwork_protect('note');

ALTER TABLE task ADD CONSTRAINT task_status_known CHECK (status IN ('PENDING', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED'));
ALTER TABLE task ADD CONSTRAINT task_priority_known CHECK (priority IN ('LOW', 'MEDIUM', 'HIGH', 'URGENT'));

-- What is overdue already was nobody's news when it became so, and is none now.
UPDATE task SET overdue_at = due_at WHERE status IN ('PENDING', 'IN_PROGRESS') AND due_at <= now();
-- What the watcher looks at: open tasks of which nobody was told yet that they are overdue.
CREATE INDEX task_falling_due ON task (due_at) WHERE status IN ('PENDING', 'IN_PROGRESS') AND overdue_at IS NULL AND due_at > created_at;
CREATE POLICY watcher_read ON task FOR SELECT TO brickwork_system USING (true);
GRANT SELECT (team_id, status, due_at, overdue_at, created_at) ON task TO brickwork_system;

-- The trail of one task, note, appointment, workflow …
CREATE INDEX activity_of_subject ON activity (team_id, subject_id, created_at DESC, id DESC) WHERE subject_id IS NOT NULL;
