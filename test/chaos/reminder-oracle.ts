import { eventually } from '../support/eventually';
import type { ChaosRig } from './chaos-rig';
import type { ChaosTenant } from './chaos-tenant';
import { acceptancesOf, takenStates } from './ledger-rows';
import type { Booking } from './reminder-traffic';

/** A reminder's row and its message, read past the product's own code. */
interface ReminderRow {
  appointmentId: string;
  /** Of the appointment now. */
  current: number;
  status: string;
  revision: number;
  /** Channel, offset, recipient and the start it speaks of: what a person would call the same reminder. */
  key: string;
  channel: string;
  startAt: Date;
  dueAt: Date;
  state: string;
  reason: string | null;
  firedAt: Date | null;
  messageId: string | null;
  messageState: string | null;
  messageReason: string | null;
  handedOffAt: Date | null;
}

export interface ReminderFigures {
  appointments: number;
  changes: number;
  sent: number;
  'shown in the product': number;
  'uncertain at first': number;
  uncertain: number;
  superseded: number;
  'late p50 ms': number;
  'late max ms': number;
}

/** The message may be lost in the provider's hands, but nobody knows better. */
const mayHaveGone = new Set([...takenStates, 'uncertain']);

function rowsOf(rig: ChaosRig, { teamId }: ChaosTenant): Promise<ReminderRow[]> {
  return rig.rows<ReminderRow>(
    `SELECT a.id AS "appointmentId", a.revision AS current, a.status, r.revision, r.channel, r.start_at AS "startAt",
       concat_ws(' ', a.id, r.offset_minutes, r.channel, r.recipient, extract(epoch FROM r.start_at)) AS key, r.due_at AS "dueAt",
       r.state, r.reason, r.fired_at AS "firedAt", m.id AS "messageId", m.reason AS "messageReason",
       m.state AS "messageState", coalesce(m.handed_off_at, c.handed_off_at) AS "handedOffAt"
     FROM appointment a JOIN appointment_reminder r ON r.appointment_id = a.id LEFT JOIN message_ledger m ON m.id = r.message_id
     LEFT JOIN message_chunk c ON c.id = m.chunk_id WHERE a.team_id = $1 ORDER BY a.id, r.revision`,
    [teamId],
  );
}

/** Waits until every reminder has had its end: nothing planned, nothing on its way to a provider. */
export async function remindersEnded(
  rig: ChaosRig,
  { teamId }: ChaosTenant,
  withinMs: number,
): Promise<void> {
  await eventually(
    async () => {
      const open = await rig.rows(
        `SELECT 'reminder ' || state AS what, count(*)::int FROM appointment_reminder WHERE team_id = $1 AND state = 'planned' GROUP BY 1
         UNION ALL SELECT 'chunk ' || state, count(*)::int FROM message_chunk
           WHERE team_id = $1 AND state IN ('queued', 'claimed', 'handed_off') GROUP BY 1
         UNION ALL SELECT concat_ws(' ', name, state, max(last_error)), count(*)::int FROM job
           WHERE team_id = $1 AND state IN ('scheduled', 'active', 'retrying')
             AND name IN ('appointments.remind', 'messaging.send-chunk', 'messaging.write-cancelled') GROUP BY name, state`,
        [teamId],
      );
      expect(open).toEqual([]);
    },
    withinMs,
    150,
  );
}

/**
 * The promise, once all has ended: of every appointment that stands, each reminder that was ever to come went out once; of what was
 * changed or called off nothing went out after the answer; nothing early, nothing after the start.
 */
export async function expectRemindersTrue(
  rig: ChaosRig,
  tenant: ChaosTenant,
  bookings: readonly Booking[],
): Promise<ReminderFigures> {
  const uncertainAtFirst = count(await rowsOf(rig, tenant), (row) => row.messageState === 'uncertain');
  rig.report();
  expect(await rig.sandbox.control.drained(60_000)).toBe(true);
  await eventually(async () => {
    expect(await rig.rows('SELECT 1 FROM provider_receipt WHERE applied_at IS NULL LIMIT 1')).toEqual([]);
  }, 30_000);
  const rows = await rowsOf(rig, tenant);
  const byMessage = new Map(rows.flatMap((row) => (row.messageId ? [[row.messageId, row] as const] : [])));
  const record = acceptancesOf(rig, new Set(byMessage.keys()));
  const accepted = record.map(({ messageId, acceptedAt }) => ({ ...byMessage.get(messageId)!, acceptedAt }));
  const shown = rows.filter(({ channel, state }) => channel === 'IN_APP' && state === 'sent');

  // Once, by message and by what a person would call the same reminder; the ledger says what the provider's record says.
  const sent = new Set(record.map(({ messageId }) => messageId));
  expect(repeated(record.map(({ messageId }) => messageId))).toEqual([]);
  expect(repeated([...accepted, ...shown].map(({ key }) => key))).toEqual([]);
  const all = [...byMessage.values()];
  expect(all.filter(({ messageState }) => !isEnd(messageState!)).slice(0, 3)).toEqual([]);
  expect(all.filter((row) => sent.has(row.messageId!) && !mayHaveGone.has(row.messageState!))).toEqual([]);
  expect(all.filter((row) => takenStates.has(row.messageState!) && !sent.has(row.messageId!))).toEqual([]);
  await expectShownOnce(rig, tenant, shown.length);

  // None of an older state of the appointment, whose change had been answered; none early; none from the start on.
  const deeds = new Map(bookings.map(({ id, answered }) => [id, answered]));
  const outdated = (row: ReminderRow, at: number) =>
    (deeds.get(row.appointmentId) ?? []).some((deed) => deed.revision > row.revision && deed.at < at);
  expect(accepted.filter((row) => outdated(row, row.handedOffAt!.getTime()))).toEqual([]);
  expect(shown.filter((row) => outdated(row, row.firedAt!.getTime()))).toEqual([]);
  expect(accepted.filter((row) => row.handedOffAt! < row.dueAt)).toEqual([]);
  expect(accepted.filter((row) => row.handedOffAt! >= row.startAt)).toEqual([]);

  expect(lostOf(rows)).toEqual([]);
  const late = accepted.map((row) => row.acceptedAt - row.dueAt.getTime()).sort((one, other) => one - other);
  return {
    appointments: bookings.length,
    changes: bookings.reduce((sum, { answered }) => sum + answered.length - 1, 0),
    sent: accepted.length,
    'shown in the product': shown.length,
    'uncertain at first': uncertainAtFirst,
    uncertain: count(rows, (row) => row.messageState === 'uncertain'),
    superseded: count(rows, ({ reason }) => reason === 'superseded'),
    'late p50 ms': late[Math.floor(late.length / 2)] ?? 0,
    'late max ms': late.at(-1) ?? 0,
  };
}

/** Of appointments that stand: what was to come for the start as it is now, under whichever revision, and never came. */
function lostOf(rows: readonly ReminderRow[]): unknown[] {
  const starts = new Map(
    rows
      .filter((row) => row.revision === row.current)
      .map((row) => [row.appointmentId, row.startAt.getTime()]),
  );
  const standing = rows.filter(
    (row) => row.status === 'SCHEDULED' && row.startAt.getTime() === starts.get(row.appointmentId),
  );
  return [...Map.groupBy(standing, ({ key }) => key)].flatMap(([key, same]) => {
    const meant = same.some(({ reason }) => reason !== 'past');
    const came = same.some(
      ({ channel, state, messageState, reason, firedAt, startAt }) =>
        (channel === 'IN_APP' ? state === 'sent' : mayHaveGone.has(messageState ?? '')) ||
        // True only when it had begun by then: all rules here are of use until the start.
        (reason === 'too_late' && firedAt! >= startAt),
    );
    const told = ({ revision, state, reason, messageState, messageReason }: ReminderRow) =>
      [revision, state, reason, messageState, messageReason].join(' ');
    return meant && !came ? [{ key, rows: same.map(told) }] : [];
  });
}

/** Each one that fired is one event, and one notice of it. */
async function expectShownOnce(rig: ChaosRig, { teamId }: ChaosTenant, times: number): Promise<void> {
  const [{ events, distinct }] = (await rig.rows<{ events: number; distinct: number }>(
    `SELECT count(*)::int AS events, count(DISTINCT payload->>'reminderId')::int AS distinct FROM domain_event
     WHERE team_id = $1 AND name = 'appointment.reminder_in_app'`,
    [teamId],
  )) as [{ events: number; distinct: number }];
  expect({ events, distinct }).toEqual({ events: times, distinct: times });
}

function isEnd(state: string): boolean {
  return mayHaveGone.has(state) || ['skipped', 'failed', 'cancelled'].includes(state);
}

function repeated(keys: readonly string[]): string[] {
  return [...Map.groupBy(keys, (key) => key)].flatMap(([key, all]) => (all.length > 1 ? [key] : []));
}

function count<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.filter(holds).length;
}
