import { inParallel } from '../stage/load.ts';
import { ask, withConnection } from '../stage/postgres-server.ts';
import type { Product, Team } from '../stage/product.ts';

/** Minutes before the start at which the one reminder of a booking falls due. */
export const offsetMinutes = 60;
const useful = { usefulMinutes: 30, quietHours: 'HOLD', audience: 'LEADS' };
const ruleOf = (channel: 'EMAIL' | 'SMS') => ({ offsetMinutes, channel, ...useful });

/** A showing with the lead, booked as the frontend books it; `rules` of its own, no invitation. */
async function book(
  team: Team,
  leadId: string,
  dueAt: number,
  channels: ('EMAIL' | 'SMS')[],
): Promise<string> {
  const { id } = await team.api.post<{ id: string }>('/api/appointments', {
    title: 'Tour of 12 Main Street',
    type: 'SHOWING',
    startAt: new Date(dueAt + offsetMinutes * 60_000).toISOString(),
    zone: 'America/Chicago',
    leadId,
    location: '12 Main Street, Austin',
    reminderRules: channels.map(ruleOf),
    invite: false,
    allowConflict: true,
  });
  return id;
}

/** A booking for each of the leads at its time, mail and text by turns: one reminder each, due at that time. */
export async function bookEach(team: Team, wanted: { leadId: string; dueAt: number }[]): Promise<void> {
  const numbered = wanted.map((one, index) => ({ ...one, index }));
  await inParallel(numbered, 16, async ({ leadId, dueAt, index }) => {
    await book(team, leadId, dueAt, [index % 2 === 0 ? 'EMAIL' : 'SMS']);
  });
}

/**
 * `leads` bookings with a mail and a text each, due one after the other over `spanMs` from `from` on: one made through the API, the
 * others copies of its rows (appointment, attendee, reminders, jobs) with other ids, another lead and another time. A copy is
 * compared with what the API writes for the same lead and time.
 */
export async function bookMany(
  { database }: Product,
  team: Team,
  leads: string[],
  { from, spanMs }: { from: number; spanMs: number },
): Promise<void> {
  const [first, ...others] = leads;
  const model = await book(team, first!, from, ['EMAIL', 'SMS']);
  const stepMs = Math.floor(spanMs / leads.length);
  await withConnection(database, (client) => client.query(copies, [model, others, stepMs]));
  const again = await book(team, others[0]!, from + stepMs, ['EMAIL', 'SMS']);
  const { copied, booked } = await ask<{ copied: unknown; booked: unknown }>(
    database,
    `SELECT (SELECT jsonb_agg(shown) FROM (${shownSql('(SELECT id FROM appointment WHERE lead_id = $2 AND id <> $1 LIMIT 1)')}) AS c) AS copied,
       (SELECT jsonb_agg(shown) FROM (${shownSql('$1')}) AS b) AS booked`,
    [again, others[0]],
  );
  if (JSON.stringify(copied) !== JSON.stringify(booked) || JSON.stringify(copied).length < 1_000)
    throw new Error(
      `a copy is not what the API books:\n${JSON.stringify(copied)}\n${JSON.stringify(booked)}`,
    );
  await team.api.request('DELETE', `/api/appointments/${again}`);
  await withConnection(database, async (client) => {
    for (const table of ['appointment', 'appointment_attendee', 'appointment_reminder', 'job'])
      await client.query(`ANALYZE ${table}`);
  });
}

/** Everything that is stored of a booking but ids and the instants of writing. */
const shownSql = (id: string) => {
  const without = `'{id,created_at,updated_at,message_source_id,invite_source_id,appointment_id,job_id,enqueued_at,payload,dedupe_key}'::text[]`;
  return `
    SELECT to_jsonb(a) - ${without} AS shown FROM appointment a WHERE a.id = ${id}::uuid
    UNION ALL SELECT to_jsonb(p) - ${without} FROM appointment_attendee p WHERE p.appointment_id = ${id}::uuid
    UNION ALL (SELECT to_jsonb(r) - ${without} || jsonb_build_object('job', to_jsonb(j) - ${without}, 'own', j.payload->>'reminderId' = r.id::text,
        'of', j.payload->>'appointmentId' = r.appointment_id::text, 'key', replace(j.dedupe_key, r.appointment_id::text, ''))
      FROM appointment_reminder r JOIN job j ON j.id = r.job_id WHERE r.appointment_id = ${id}::uuid ORDER BY r.channel)`;
};

/** $1 the booking that is copied, $2 the leads, $3 ms between one and the next. */
const copies = `
  WITH place AS MATERIALIZED (
    SELECT lead_id, brickwork_uuid7() AS id, n * $3::int * interval '1 millisecond' AS later
    FROM unnest($2::uuid[]) WITH ORDINALITY AS l(lead_id, n)),
  bell AS MATERIALIZED (
    SELECT place.*, r.id AS model_id, r.job_id AS model_job, brickwork_uuid7() AS reminder_id, brickwork_uuid7() AS job_id
    FROM place CROSS JOIN appointment_reminder r WHERE r.appointment_id = $1),
  booked AS (
    INSERT INTO appointment SELECT copy.* FROM place CROSS JOIN appointment a CROSS JOIN LATERAL jsonb_populate_record(a,
      jsonb_build_object('id', place.id, 'lead_id', place.lead_id, 'message_source_id', brickwork_uuid7(), 'invite_source_id',
        brickwork_uuid7(), 'start_at', a.start_at + place.later, 'end_at', a.end_at + place.later)) AS copy
    WHERE a.id = $1),
  attending AS (
    INSERT INTO appointment_attendee SELECT copy.* FROM place CROSS JOIN appointment_attendee p CROSS JOIN LATERAL
      jsonb_populate_record(p, jsonb_build_object('id', brickwork_uuid7(), 'appointment_id', place.id, 'lead_id', place.lead_id,
        'key', 'lead:' || place.lead_id)) AS copy
    WHERE p.appointment_id = $1),
  reminding AS (
    INSERT INTO appointment_reminder SELECT copy.* FROM bell JOIN appointment_reminder r ON r.id = bell.model_id CROSS JOIN LATERAL
      jsonb_populate_record(r, jsonb_build_object('id', bell.reminder_id, 'appointment_id', bell.id, 'recipient', 'lead:' || bell.lead_id,
        'start_at', r.start_at + bell.later, 'due_at', r.due_at + bell.later, 'job_id', bell.job_id)) AS copy)
  INSERT INTO job SELECT copy.* FROM bell JOIN appointment_reminder r ON r.id = bell.model_id JOIN job j ON j.id = bell.model_job
    CROSS JOIN LATERAL jsonb_populate_record(j, jsonb_build_object('id', bell.job_id, 'due_at', j.due_at + bell.later, 'enqueued_at', NULL,
      'payload', j.payload || jsonb_build_object('appointmentId', bell.id, 'reminderId', bell.reminder_id),
      'dedupe_key', replace(replace(j.dedupe_key, $1::text, bell.id::text), r.recipient, 'lead:' || bell.lead_id))) AS copy`;
