-- Whose conversation a reply belongs to is asked before a team is known. The question has a role of its own, which sees addresses
-- across teams and can be reached through this one function only; so it also works where the login role is no superuser.
DO $$
BEGIN
  CREATE ROLE brickwork_switchboard NOLOGIN NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- roles belong to the cluster, not to this database
END $$;
GRANT brickwork_switchboard TO CURRENT_USER;
GRANT USAGE, CREATE ON SCHEMA public TO brickwork_switchboard;

CREATE POLICY switchboard_read ON team FOR SELECT TO brickwork_switchboard USING (true);
CREATE POLICY switchboard_read ON lead FOR SELECT TO brickwork_switchboard USING (true);
CREATE POLICY switchboard_read ON message FOR SELECT TO brickwork_switchboard USING (true);
CREATE POLICY switchboard_read ON message_chunk FOR SELECT TO brickwork_switchboard USING (true);
GRANT SELECT (id, sms_from_number, email_from_address) ON team TO brickwork_switchboard;
GRANT SELECT (id, team_id, email, phone) ON lead TO brickwork_switchboard;
GRANT SELECT (id, team_id, lead_id, channel, state, chunk_id, accepted_at, created_at) ON message TO brickwork_switchboard;
GRANT SELECT (id, state) ON message_chunk TO brickwork_switchboard;

-- The teams that `person` may be answering when writing to `ours` (several addresses for mail, one number for SMS), the latest
-- conversation first. A team's own address wins; on a shared one it is the teams that have written to the person.
CREATE FUNCTION brickwork_conversations(wanted_channel text, person text, ours text[])
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
    SELECT message.id, coalesce(message.accepted_at, message.created_at) AS last_at
    FROM message LEFT JOIN message_chunk chunk ON chunk.id = message.chunk_id
    WHERE message.lead_id = l.id AND message.team_id = c.id AND message.channel = wanted_channel
      AND message.state NOT IN ('skipped', 'cancelled')
      AND (message.state NOT IN ('queued', 'held') OR chunk.state IN ('claimed', 'handed_off'))
    ORDER BY message.id DESC LIMIT 1
  ) m ON true
  WHERE c.own OR m.id IS NOT NULL
  ORDER BY m.last_at DESC NULLS LAST, c.id
$$;
ALTER FUNCTION brickwork_conversations(text, text, text[]) OWNER TO brickwork_switchboard;
REVOKE CREATE ON SCHEMA public FROM brickwork_switchboard;
REVOKE ALL ON FUNCTION brickwork_conversations(text, text, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION brickwork_conversations(text, text, text[]) TO brickwork_system;
