-- AlterTable
ALTER TABLE "lead" ADD COLUMN     "reached" SMALLINT NOT NULL DEFAULT 0,
ADD COLUMN     "status_since" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "message_tally" (
    "team_id" UUID NOT NULL,
    "quarter" TIMESTAMPTZ(3) NOT NULL,
    "channel" TEXT NOT NULL,
    "source_kind" TEXT NOT NULL,
    "source_id" UUID NOT NULL,
    "sent" INTEGER NOT NULL,
    "delivered" INTEGER NOT NULL,
    "opened" INTEGER NOT NULL,
    "clicked" INTEGER NOT NULL,
    "replied" INTEGER NOT NULL,
    "bounced" INTEGER NOT NULL,
    "unsubscribed" INTEGER NOT NULL,
    "complained" INTEGER NOT NULL,
    "segments" INTEGER NOT NULL,

    CONSTRAINT "message_tally_pkey" PRIMARY KEY ("team_id","quarter","channel","source_kind","source_id")
);

-- CreateTable
CREATE TABLE "message_tally_due" (
    "id" UUID NOT NULL DEFAULT brickwork_uuid7(),
    "team_id" UUID NOT NULL,
    "quarter" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "message_tally_due_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cached_answer" (
    "team_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "viewer_id" UUID,
    "generation" BIGINT NOT NULL,
    "answer" JSON NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cached_answer_pkey" PRIMARY KEY ("team_id","key")
);

-- CreateTable
CREATE TABLE "cache_generation" (
    "team_id" UUID NOT NULL,
    "generation" BIGINT NOT NULL DEFAULT 1,

    CONSTRAINT "cache_generation_pkey" PRIMARY KEY ("team_id")
);

-- CreateIndex
CREATE INDEX "message_tally_due_team_id_quarter_idx" ON "message_tally_due"("team_id", "quarter");

SELECT brickwork_protect(name) FROM unnest(ARRAY['message_tally', 'message_tally_due', 'cached_answer', 'cache_generation']) AS name;
-- Which teams have something to count is asked across teams; it is counted team by team.
CREATE POLICY watcher_read ON message_tally_due FOR SELECT TO brickwork_system USING (true);
GRANT SELECT (team_id) ON message_tally_due TO brickwork_system;
-- What one person sees is no answer for another.
CREATE POLICY viewer ON cached_answer AS RESTRICTIVE TO brickwork_member USING (viewer_id = brickwork_viewer());
-- Answers that a crash may take with it need no log.
ALTER TABLE cached_answer SET UNLOGGED;

-- How far a stage is on the way to a sale. The last one before it stands for a sale as well; a loss tells nothing of the way.
CREATE FUNCTION brickwork_stage(status text) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT (CASE status WHEN 'CONTACTED' THEN 1 WHEN 'QUALIFIED' THEN 2 WHEN 'PROPOSAL' THEN 3 WHEN 'NEGOTIATION' THEN 4
    WHEN 'WON' THEN 4 ELSE 0 END)::smallint $$;

-- Whoever changes a status need not think of it: imports, workflows, people, merges.
CREATE FUNCTION brickwork_lead_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.status_since := coalesce(NEW.status_since, NEW.created_at);
  ELSIF NEW.status_since IS NOT DISTINCT FROM OLD.status_since THEN
    NEW.status_since := now();
  END IF;
  NEW.reached := greatest(NEW.reached, brickwork_stage(NEW.status));
  RETURN NEW;
END $$;
CREATE TRIGGER lead_comes_further BEFORE INSERT ON lead FOR EACH ROW WHEN (NEW.status <> 'NEW')
  EXECUTE FUNCTION brickwork_lead_moves();
CREATE TRIGGER lead_moves BEFORE UPDATE OF status ON lead FOR EACH ROW WHEN (OLD.status <> NEW.status)
  EXECUTE FUNCTION brickwork_lead_moves();

-- The owner of the tables may be no superuser: without this it would see no row of what follows.
ALTER TABLE lead NO FORCE ROW LEVEL SECURITY;
ALTER TABLE activity NO FORCE ROW LEVEL SECURITY;
ALTER TABLE message NO FORCE ROW LEVEL SECURITY;
ALTER TABLE message_chunk NO FORCE ROW LEVEL SECURITY;
ALTER TABLE message_tally_due NO FORCE ROW LEVEL SECURITY;

WITH moves AS (
  SELECT lead_id, max(created_at) AS at,
    max(greatest(brickwork_stage(changes -> 'status' ->> 'from'), brickwork_stage(changes -> 'status' ->> 'to'))) AS reached
  FROM activity WHERE type = 'lead.status_changed' GROUP BY lead_id
)
UPDATE lead SET status_since = coalesce(moves.at, lead.created_at),
  reached = greatest(coalesce(moves.reached, 0), brickwork_stage(lead.status))
FROM lead AS known LEFT JOIN moves ON moves.lead_id = known.id
WHERE known.id = lead.id AND (lead.status <> 'NEW' OR moves.lead_id IS NOT NULL);

-- Figures of leads read the index alone. In place of the one that lists had: a lead is written to no more indexes than before.
DROP INDEX "lead_team_id_created_at_id_idx";
CREATE INDEX "lead_team_id_created_at_id_idx" ON "lead"("team_id", "created_at" DESC, "id" DESC)
  INCLUDE (status, reached, status_since, value, source, assigned_to_id, score);
CREATE INDEX lead_closed ON lead (team_id, status_since) INCLUDE (status, reached, created_at, value, source, assigned_to_id)
  WHERE status IN ('WON', 'LOST');
CREATE INDEX task_completed ON task (team_id, completed_at) INCLUDE (assigned_to_id, lead_id) WHERE status = 'COMPLETED';

CREATE FUNCTION brickwork_quarter(at timestamptz) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT date_bin(interval '15 minutes', at, timestamptz '2000-01-01 00:00:00+00') $$;

-- A quarter of an hour is to be counted anew when anything changes of a message that was accepted in it. One row per statement and
-- quarter, appended: senders and receipts never wait for each other here.
CREATE FUNCTION brickwork_message_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO message_tally_due (team_id, quarter)
  SELECT DISTINCT m.team_id, brickwork_quarter(m.at) FROM (
    SELECT team_id, coalesce(accepted_at, (SELECT c.settled_at FROM message_chunk c WHERE c.id = chunk_id AND c.state = 'accepted')) AS at
    FROM changed) AS m
  WHERE m.at IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER message_changed AFTER UPDATE ON message REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION brickwork_message_changed();
CREATE TRIGGER message_removed AFTER DELETE ON message REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION brickwork_message_changed();

-- Of single rows: a message whose acceptance is moved or that comes accepted (neither happens in daily work), a chunk that is accepted.
CREATE FUNCTION brickwork_acceptance_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was timestamptz;
  is_now timestamptz;
BEGIN
  IF TG_TABLE_NAME = 'message' THEN
    IF TG_OP <> 'INSERT' THEN was := OLD.accepted_at; END IF;
    is_now := NEW.accepted_at;
  ELSE
    IF TG_OP <> 'INSERT' AND OLD.state = 'accepted' THEN was := OLD.settled_at; END IF;
    IF NEW.state = 'accepted' THEN is_now := NEW.settled_at; END IF;
  END IF;
  INSERT INTO message_tally_due (team_id, quarter)
  SELECT DISTINCT NEW.team_id, brickwork_quarter(at) FROM unnest(ARRAY[was, is_now]) AS at WHERE at IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER message_comes_accepted AFTER INSERT ON message FOR EACH ROW WHEN (NEW.accepted_at IS NOT NULL)
  EXECUTE FUNCTION brickwork_acceptance_changed();
CREATE TRIGGER message_acceptance_moves AFTER UPDATE ON message FOR EACH ROW
  WHEN (OLD.accepted_at IS NOT NULL AND NEW.accepted_at IS DISTINCT FROM OLD.accepted_at)
  EXECUTE FUNCTION brickwork_acceptance_changed();
CREATE TRIGGER chunk_comes_accepted AFTER INSERT ON message_chunk FOR EACH ROW WHEN (NEW.state = 'accepted')
  EXECUTE FUNCTION brickwork_acceptance_changed();
CREATE TRIGGER chunk_accepted AFTER UPDATE ON message_chunk FOR EACH ROW
  WHEN (OLD.state IS DISTINCT FROM NEW.state AND (OLD.state = 'accepted' OR NEW.state = 'accepted'))
  EXECUTE FUNCTION brickwork_acceptance_changed();

INSERT INTO message_tally_due (team_id, quarter)
SELECT team_id, brickwork_quarter(accepted_at) FROM message WHERE accepted_at IS NOT NULL
UNION
SELECT team_id, brickwork_quarter(settled_at) FROM message_chunk WHERE state = 'accepted';

ALTER TABLE lead FORCE ROW LEVEL SECURITY;
ALTER TABLE activity FORCE ROW LEVEL SECURITY;
ALTER TABLE message FORCE ROW LEVEL SECURITY;
ALTER TABLE message_chunk FORCE ROW LEVEL SECURITY;
ALTER TABLE message_tally_due FORCE ROW LEVEL SECURITY;
