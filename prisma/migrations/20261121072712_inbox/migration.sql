-- AlterTable
ALTER TABLE "message_content" ADD COLUMN     "threading" JSONB;

-- AlterTable
ALTER TABLE "team" ADD COLUMN     "unknown_senders" TEXT NOT NULL DEFAULT 'triage';

-- CreateTable
CREATE TABLE "inbox_thread" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "lead_id" UUID,
    "address" TEXT NOT NULL,
    "sender_name" TEXT,
    "subject" TEXT,
    "excerpt" TEXT NOT NULL DEFAULT '',
    "last_direction" TEXT NOT NULL,
    "last_message_at" TIMESTAMPTZ(3) NOT NULL,
    "sort_at" TIMESTAMPTZ(3) NOT NULL,
    "unread" INTEGER NOT NULL DEFAULT 0,
    "assigned_to_id" UUID,
    "snoozed_until" TIMESTAMPTZ(3),
    "dismissed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_thread_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbox_entry" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "thread_id" UUID NOT NULL,
    "direction" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "read_at" TIMESTAMPTZ(3),
    "removed_at" TIMESTAMPTZ(3),
    "removed_by_id" UUID,
    "words" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "inbox_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbox_comment" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "thread_id" UUID NOT NULL,
    "content" TEXT NOT NULL,
    "author_id" UUID,
    "mentions" UUID[] DEFAULT ARRAY[]::UUID[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_comment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbound_attachment" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "inbound_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "size" INTEGER NOT NULL DEFAULT 0,
    "content_id" TEXT,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "file_id" UUID,
    "source_url" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbound_attachment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbound_upload" (
    "digest" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbound_upload_pkey" PRIMARY KEY ("digest","position")
);

-- CreateIndex
CREATE INDEX "inbox_thread_team_id_sort_at_id_idx" ON "inbox_thread"("team_id", "sort_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "inbox_entry_thread_id_id_idx" ON "inbox_entry"("thread_id", "id" DESC);

-- CreateIndex
CREATE INDEX "inbox_comment_thread_id_id_idx" ON "inbox_comment"("thread_id", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "inbound_attachment_inbound_id_position_key" ON "inbound_attachment"("inbound_id", "position");

-- CreateIndex
CREATE INDEX "inbound_message_team_id_channel_from_address_id_idx" ON "inbound_message"("team_id", "channel", "from_address", "id" DESC);

-- AddForeignKey
ALTER TABLE "inbox_thread" ADD CONSTRAINT "inbox_thread_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inbox_entry" ADD CONSTRAINT "inbox_entry_thread_id_fkey" FOREIGN KEY ("thread_id") REFERENCES "inbox_thread"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inbox_comment" ADD CONSTRAINT "inbox_comment_thread_id_fkey" FOREIGN KEY ("thread_id") REFERENCES "inbox_thread"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE team ADD CONSTRAINT unknown_senders_known CHECK (unknown_senders IN ('triage', 'create_lead'));
ALTER TABLE inbox_thread ADD CONSTRAINT inbox_thread_channel_known CHECK (channel IN ('EMAIL', 'SMS'));
ALTER TABLE inbound_attachment ADD CONSTRAINT inbound_attachment_state_known CHECK (state IN ('waiting', 'stored', 'refused'));

-- One conversation per lead and channel, and per address while nobody knows whose it is.
CREATE UNIQUE INDEX inbox_thread_of_lead ON inbox_thread (team_id, lead_id, channel) WHERE lead_id IS NOT NULL;
CREATE UNIQUE INDEX inbox_thread_of_stranger ON inbox_thread (team_id, channel, address) WHERE lead_id IS NULL;
-- For the cascade from lead, which knows no team.
CREATE INDEX inbox_thread_lead ON inbox_thread (lead_id) WHERE lead_id IS NOT NULL;
-- What is counted and what a filter on unread looks at: a few of many.
CREATE INDEX inbox_thread_unread ON inbox_thread (team_id, sort_at DESC, id DESC) WHERE unread > 0;
CREATE INDEX inbox_thread_snoozed ON inbox_thread (team_id, snoozed_until) WHERE snoozed_until IS NOT NULL;
CREATE INDEX inbox_thread_triage ON inbox_thread (team_id, sort_at DESC, id DESC) WHERE lead_id IS NULL;
CREATE INDEX inbox_entry_unread ON inbox_entry (thread_id) WHERE read_at IS NULL AND removed_at IS NULL AND direction = 'in';
CREATE INDEX inbox_entry_words ON inbox_entry USING gin (team_id, words gin_trgm_ops) WHERE removed_at IS NULL;

SELECT brickwork_protect('inbox_thread');
SELECT brickwork_protect('inbox_entry');
SELECT brickwork_protect('inbox_comment');
SELECT brickwork_protect('inbound_attachment');
-- What belongs to a conversation is seen by whoever sees the conversation; a file, by whoever sees what it came with.
CREATE POLICY viewer ON inbox_entry AS RESTRICTIVE TO brickwork_member
  USING (EXISTS (SELECT FROM inbox_thread WHERE inbox_thread.id = thread_id));
CREATE POLICY viewer ON inbox_comment AS RESTRICTIVE TO brickwork_member
  USING (EXISTS (SELECT FROM inbox_thread WHERE inbox_thread.id = thread_id));
CREATE POLICY viewer ON inbound_attachment AS RESTRICTIVE TO brickwork_member
  USING (EXISTS (SELECT FROM inbound_message WHERE inbound_message.id = inbound_id));

-- Of no team yet: only who takes posts in, and who applies them, sees it.
ALTER TABLE inbound_upload ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbound_upload FORCE ROW LEVEL SECURITY;
CREATE POLICY every_upload ON inbound_upload TO brickwork_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON inbound_upload TO brickwork_system;
CREATE INDEX inbound_upload_age ON inbound_upload (created_at);

-- Whose conversation a mail continues by the message ids it names: ours say which message of which team they are.
GRANT brickwork_switchboard TO CURRENT_USER;
GRANT CREATE ON SCHEMA public TO brickwork_switchboard;
CREATE FUNCTION brickwork_conversations_of(team_ids uuid[], message_ids uuid[])
RETURNS TABLE (team_id uuid, lead_id uuid, message_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp ROWS 1
AS $$
  SELECT m.team_id, m.lead_id, m.id
  FROM unnest(team_ids, message_ids) WITH ORDINALITY AS named(team_id, id, place)
  JOIN message m ON m.team_id = named.team_id AND m.id = named.id AND m.channel = 'EMAIL'
  ORDER BY named.place LIMIT 1
$$;
ALTER FUNCTION brickwork_conversations_of(uuid[], uuid[]) OWNER TO brickwork_switchboard;
REVOKE CREATE ON SCHEMA public FROM brickwork_switchboard;
REVOKE ALL ON FUNCTION brickwork_conversations_of(uuid[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION brickwork_conversations_of(uuid[], uuid[]) TO brickwork_system;

-- Ids of the conversations in which a message matches every LIKE pattern; a search looks at the newest matches. As with leads: LIKE is
-- not leakproof, so it runs as the owner, and keeps to the team and the viewer by itself.
CREATE FUNCTION brickwork_search_inbox(patterns text[], max_rows int) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp ROWS 200
AS $$
DECLARE
  pattern text;
  statement text := 'SELECT e.thread_id FROM public.inbox_entry e';
BEGIN
  IF coalesce(cardinality(patterns), 0) = 0 THEN
    RAISE EXCEPTION 'a search needs a pattern' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF public.brickwork_viewer() IS NOT NULL THEN
    statement := statement || format(' JOIN public.inbox_thread t ON t.id = e.thread_id LEFT JOIN public.lead l ON l.id = t.lead_id'
      || ' WHERE (t.lead_id IS NULL OR l.assigned_to_id IS NULL OR l.assigned_to_id = %L) AND', public.brickwork_viewer());
  ELSE
    statement := statement || ' WHERE';
  END IF;
  statement := statement || ' e.team_id = public.brickwork_team() AND e.removed_at IS NULL';
  FOREACH pattern IN ARRAY patterns LOOP
    statement := statement || format(' AND e.words LIKE %L', lower(pattern));
  END LOOP;
  RETURN QUERY EXECUTE statement || format(' ORDER BY e.id DESC LIMIT %s', max_rows);
END $$;
REVOKE ALL ON FUNCTION brickwork_search_inbox(text[], int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION brickwork_search_inbox(text[], int) TO brickwork_app;
