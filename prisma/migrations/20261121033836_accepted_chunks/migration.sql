-- A chunk that was accepted as a whole holds the state of its messages, as one in flight does: no row of a message is written for it.
ALTER TABLE "message_chunk" ADD COLUMN     "provider" TEXT,
ADD COLUMN     "provider_id" TEXT;
ALTER TABLE message_chunk DROP CONSTRAINT message_chunk_state_known,
ADD CONSTRAINT message_chunk_state_known
  CHECK (state IN ('queued', 'claimed', 'handed_off', 'accepted', 'settled', 'cancelled'));
CREATE INDEX message_chunk_accepted ON message_chunk (team_id, settled_at) WHERE state = 'accepted';

-- One index where there were two: every question names the team, if only through row-level security.
DROP INDEX "message_team_id_id_idx";
ALTER TABLE "message" DROP CONSTRAINT "message_pkey",
ADD CONSTRAINT "message_pkey" PRIMARY KEY ("team_id", "id");

-- The ledger as people know it. What a chunk says goes for those of its messages that say nothing themselves; an acceptance also for
-- those that a webhook had moved on before. `own_state` and `own_accepted_at` are what the rows say: for indexes, and for writers.
CREATE VIEW message_ledger WITH (security_invoker = true) AS
SELECT m.id, m.team_id, m.channel, m.purpose, m.source_id, m.source_kind, m.variant, m.content_id, m.chunk_id, m.lead_id, m.user_id,
  m.to_address, m.dedupe_key, m.merge_values, m.due_at, m.not_after, m.hours_zone,
  CASE WHEN m.state IN ('queued', 'held') AND c.state IN ('claimed', 'handed_off', 'accepted', 'cancelled')
    THEN c.state ELSE m.state END AS state,
  CASE WHEN m.state IN ('queued', 'held') AND c.state = 'accepted' THEN NULL ELSE m.reason END AS reason,
  CASE WHEN c.state = 'accepted' AND m.state NOT IN ('skipped', 'cancelled')
    THEN '{"action": "send", "reason": "allowed"}'::jsonb ELSE m.verdict END AS verdict,
  coalesce(m.provider, CASE WHEN c.state = 'accepted' AND m.state NOT IN ('skipped', 'cancelled') THEN c.provider END) AS provider,
  coalesce(m.provider_id,
    CASE WHEN c.state = 'accepted' AND m.state NOT IN ('skipped', 'cancelled') THEN c.provider_id END) AS provider_id,
  m.error_code, m.error_detail, m.segments,
  coalesce(m.handed_off_at,
    CASE WHEN c.state IN ('handed_off', 'accepted') AND m.state NOT IN ('skipped', 'cancelled') THEN c.handed_off_at END) AS handed_off_at,
  coalesce(m.accepted_at,
    CASE WHEN c.state = 'accepted' AND m.state NOT IN ('skipped', 'cancelled') THEN c.settled_at END) AS accepted_at,
  m.delivered_at, m.opened_at, m.open_count, m.machine_opens, m.clicked_at, m.click_count, m.replied_at, m.unsubscribed_at,
  m.complained_at, m.created_at, m.state AS own_state, m.accepted_at AS own_accepted_at
FROM message m LEFT JOIN message_chunk c ON c.id = m.chunk_id;
GRANT SELECT ON message_ledger TO brickwork_app;

-- Which conversation a reply belongs to: a message of an accepted chunk was sent.
GRANT SELECT (id, state, settled_at) ON message_chunk TO brickwork_switchboard;
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
  -- Two branches instead of one CASE, so that each is a look-up in a unique index.
  LEFT JOIN LATERAL (
    SELECT lead.id FROM lead WHERE wanted_channel = 'SMS' AND lead.team_id = c.id AND lead.phone = person
    UNION ALL
    SELECT lead.id FROM lead WHERE wanted_channel = 'EMAIL' AND lead.team_id = c.id AND lead.email = person
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
