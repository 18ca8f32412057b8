-- CreateTable
CREATE TABLE "lead_address" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "lead_id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "merge_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "lead_address_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lead_merge" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "survivor_id" UUID NOT NULL,
    "merged_id" UUID NOT NULL,
    "merged_row" JSONB,
    "survivor_before" JSONB,
    "survivor_after" JSONB,
    "merged_by_id" UUID,
    "merged_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "undone_by_id" UUID,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "lead_merge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lead_merge_part" (
    "team_id" UUID NOT NULL,
    "merge_id" UUID NOT NULL,
    "round" INTEGER NOT NULL DEFAULT 0,
    "part" TEXT NOT NULL,
    "ids" UUID[] DEFAULT ARRAY[]::UUID[],
    "set_aside" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "lead_merge_part_pkey" PRIMARY KEY ("merge_id","round","part")
);

-- CreateTable
CREATE TABLE "lead_match_key" (
    "team_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "lead_id" UUID NOT NULL,

    CONSTRAINT "lead_match_key_pkey" PRIMARY KEY ("team_id","key","lead_id")
);

-- CreateTable
CREATE TABLE "lead_duplicate" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "lead_id" UUID NOT NULL,
    "other_id" UUID NOT NULL,
    "score" INTEGER NOT NULL,
    "reasons" TEXT[],
    "dismissed_at" TIMESTAMPTZ(3),
    "dismissed_by_id" UUID,
    "found_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "lead_duplicate_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "duplicate_scan" (
    "team_id" UUID NOT NULL,
    "rules" INTEGER NOT NULL,
    "cursor_at" TIMESTAMPTZ(3),
    "cursor_id" UUID,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "duplicate_scan_pkey" PRIMARY KEY ("team_id")
);

-- CreateIndex
CREATE INDEX "lead_address_lead_id_idx" ON "lead_address"("lead_id");

-- CreateIndex
CREATE UNIQUE INDEX "lead_address_team_id_channel_address_key" ON "lead_address"("team_id", "channel", "address");

-- CreateIndex
CREATE INDEX "lead_merge_team_id_merged_id_id_idx" ON "lead_merge"("team_id", "merged_id", "id" DESC);

-- CreateIndex
CREATE INDEX "lead_merge_team_id_survivor_id_id_idx" ON "lead_merge"("team_id", "survivor_id", "id" DESC);

-- CreateIndex
CREATE INDEX "lead_match_key_lead_id_idx" ON "lead_match_key"("lead_id");

-- CreateIndex
CREATE INDEX "lead_duplicate_other_id_idx" ON "lead_duplicate"("other_id");

-- CreateIndex
CREATE UNIQUE INDEX "lead_duplicate_lead_id_other_id_key" ON "lead_duplicate"("lead_id", "other_id");

-- AddForeignKey
ALTER TABLE "lead_address" ADD CONSTRAINT "lead_address_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lead_merge_part" ADD CONSTRAINT "lead_merge_part_merge_id_fkey" FOREIGN KEY ("merge_id") REFERENCES "lead_merge"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE lead_address ADD CONSTRAINT lead_address_channel_known CHECK (channel IN ('EMAIL', 'SMS'));
ALTER TABLE lead_duplicate ADD CONSTRAINT lead_duplicate_in_order CHECK (lead_id < other_id);
ALTER TABLE lead_match_key ALTER COLUMN key TYPE TEXT COLLATE "C";
-- The list, the likeliest first; and what somebody has looked at.
CREATE INDEX lead_duplicate_open ON lead_duplicate (team_id, score DESC, id DESC) WHERE dismissed_at IS NULL;
CREATE INDEX lead_duplicate_dismissed ON lead_duplicate (team_id, score DESC, id DESC) WHERE dismissed_at IS NOT NULL;
CREATE INDEX lead_merge_undoable ON lead_merge (merged_at) WHERE merged_row IS NOT NULL;

SELECT brickwork_protect(name) FROM unnest(ARRAY['lead_address', 'lead_match_key', 'lead_duplicate']) AS name;
-- Merges are cleaned up, and scans begun, across teams.
SELECT brickwork_protect(name, true) FROM unnest(ARRAY['lead_merge', 'lead_merge_part', 'duplicate_scan']) AS name;
DROP POLICY viewer ON lead_duplicate;
CREATE POLICY viewer ON lead_duplicate AS RESTRICTIVE TO brickwork_member
  USING (brickwork_sees_lead(lead_id) AND brickwork_sees_lead(other_id));
CREATE POLICY viewer ON lead_merge AS RESTRICTIVE TO brickwork_member USING (brickwork_sees_lead(survivor_id));
CREATE POLICY viewer ON lead_merge_part AS RESTRICTIVE TO brickwork_member
  USING (EXISTS (SELECT FROM lead_merge WHERE lead_merge.id = merge_id));

-- What a merge looks for by lead, and nothing else did.
CREATE INDEX appointment_attendee_key ON appointment_attendee (team_id, key);
CREATE INDEX appointment_reminder_recipient ON appointment_reminder (team_id, recipient);
CREATE INDEX notification_lead ON notification (team_id, lead_id) WHERE lead_id IS NOT NULL;

-- Writes rows as they were, whether they are gone or only changed; columns added since keep their defaults. A row that has lost its
-- place meanwhile (its tag was deleted, another row has its key) is left out, unless `strict`. Answers how many were written.
CREATE FUNCTION brickwork_put_back(table_name text, rows jsonb, strict boolean DEFAULT false) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  one jsonb;
  statement text;
  written int := 0;
BEGIN
  SELECT format('INSERT INTO %1$s (%2$s) SELECT %2$s FROM jsonb_populate_record(NULL::%1$s, $1) ON CONFLICT (%3$s) DO UPDATE SET %4$s',
      table_name::regclass, string_agg(quote_ident(attname), ', '),
      (SELECT string_agg(quote_ident(k.attname), ', ') FROM pg_index i
        JOIN pg_attribute k ON k.attrelid = i.indrelid AND k.attnum = ANY (i.indkey)
        WHERE i.indrelid = table_name::regclass AND i.indisprimary),
      string_agg(format('%1$I = excluded.%1$I', attname), ', '))
    INTO statement FROM pg_attribute
    WHERE attrelid = table_name::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND rows -> 0 ? attname;
  FOR one IN SELECT jsonb_array_elements(rows) LOOP
    BEGIN
      EXECUTE statement USING one;
      written := written + 1;
    EXCEPTION WHEN foreign_key_violation OR unique_violation THEN
      IF strict THEN RAISE; END IF;
    END;
  END LOOP;
  RETURN written;
END $$;

-- Who writes from an address that a lead had before it was merged is that lead.
CREATE POLICY switchboard_read ON lead_address FOR SELECT TO brickwork_switchboard USING (true);
GRANT SELECT (team_id, channel, address, lead_id) ON lead_address TO brickwork_switchboard;
CREATE OR REPLACE FUNCTION brickwork_conversations(wanted_channel text, person text, ours text[])
RETURNS TABLE (team_id uuid, lead_id uuid, message_id uuid, last_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp ROWS 2
AS $$
  WITH own AS (
    SELECT t.id FROM team t
    WHERE CASE WHEN wanted_channel = 'SMS' THEN t.sms_from_number ELSE lower(t.email_from_address) END = ANY (ours)
  ), candidate AS (
    SELECT own.id, true AS own FROM own
    UNION ALL
    SELECT t.id, false FROM team t
    WHERE NOT EXISTS (SELECT FROM own)
      AND (CASE WHEN wanted_channel = 'SMS' THEN t.sms_from_number END) IS NULL
  )
  SELECT c.id, l.id, m.id, m.last_at
  FROM candidate c
  -- Branches instead of one CASE, so that each is a look-up in a unique index. The lead that has the address now comes first.
  LEFT JOIN LATERAL (
    SELECT found.id FROM (
      SELECT lead.id, 1 AS place FROM lead WHERE wanted_channel = 'SMS' AND lead.team_id = c.id AND lead.phone = person
      UNION ALL
      SELECT lead.id, 1 FROM lead WHERE wanted_channel = 'EMAIL' AND lead.team_id = c.id AND lead.email = person
      UNION ALL
      SELECT a.lead_id, 2 FROM lead_address a WHERE a.team_id = c.id AND a.channel = wanted_channel AND a.address = person
    ) AS found ORDER BY found.place LIMIT 1
  ) l ON true
  LEFT JOIN LATERAL (
    SELECT message.id,
      coalesce(message.accepted_at, CASE WHEN chunk.state = 'accepted' THEN chunk.settled_at END, message.created_at) AS last_at
    FROM message LEFT JOIN message_chunk chunk ON chunk.id = message.chunk_id
    WHERE message.lead_id = l.id AND message.team_id = c.id AND message.channel = wanted_channel
      AND message.state NOT IN ('skipped', 'cancelled')
      AND (message.state NOT IN ('queued', 'held') OR chunk.state IN ('claimed', 'handed_off', 'accepted'))
    ORDER BY message.id DESC LIMIT 1
  ) m ON true
  WHERE c.own OR m.id IS NOT NULL
  ORDER BY m.last_at DESC NULLS LAST, c.id
$$;
