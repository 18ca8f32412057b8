-- AlterTable
ALTER TABLE "message_source" ADD COLUMN     "drained_at" TIMESTAMPTZ(3),
ADD COLUMN     "lanes" INTEGER NOT NULL DEFAULT 0;

-- Recovery asks across teams which of them have chunks without an owner or sources without a lane; it changes them team by team.
CREATE POLICY recovery_read ON message_chunk FOR SELECT TO brickwork_system USING (true);
GRANT SELECT (id, team_id, source_id, state, due_at, claimed_at, handed_off_at) ON message_chunk TO brickwork_system;
CREATE POLICY recovery_read ON message_source FOR SELECT TO brickwork_system USING (true);
GRANT SELECT (id, team_id, state, epoch, lanes, drained_at) ON message_source TO brickwork_system;

-- What recovery looks at: the few sources and chunks that are not done.
CREATE INDEX message_source_open ON message_source (team_id) WHERE state = 'running' AND drained_at IS NULL AND lanes > 0;
CREATE INDEX message_chunk_due ON message_chunk (due_at) WHERE state = 'queued';
CREATE INDEX message_chunk_unsettled ON message_chunk (source_id) WHERE state IN ('claimed', 'handed_off');
