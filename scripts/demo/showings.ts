import { until, type ApiClient } from './api-client.ts';
import { ProgressLine, step } from './display.ts';
import { beforeTheShowing } from './showing-workflow.ts';

interface Lead {
  id: string;
  name: string;
  phone: string | null;
  smsConsent: string;
}
interface Score {
  overallScore: number;
  band: string;
  pending: boolean;
}
interface Appointment {
  id: string;
  status: string;
  reminders: { channel: string; dueAt: string; state: string; messageId: string | null }[];
}
interface Run {
  id: string;
  leadId: string;
  state: string;
  dueAt: string | null;
  waitsFor: string | null;
  endReason: string | null;
  steps: { nodeId: string; detail: { branch?: string } }[];
}

/** One row of what the automations did: what, how it ended, where to look. */
export type Automation = [what: string, outcome: string, url: string];

const minute = 60_000;
/** How long after the booking the reminders come due. */
const untilDue = 5_000;

/**
 * Two leads book a showing whose text reminder comes due within seconds. One visits the website, which lifts the score into another
 * band, and answers the reminder; the other stays silent. A workflow waits for both and goes a way of its own with each.
 */
export async function playShowings(api: ApiClient, sandbox: ApiClient): Promise<() => Promise<Automation[]>> {
  step('Two showings are booked: reminders, scores and a workflow go to work');
  const [warm, silent] = await reachable(api);
  const workflowId = await publishWorkflow(api);
  const before = await scoreOf(api, warm);
  const bookings = [await book(api, warm, 60), await book(api, silent, 180)] as const;
  const run = await runOf(api, workflowId, warm);
  await visitWebsite(api, warm);
  const after = await scoreOf(api, warm, (score) => score.band < before.band && 'AB'.includes(score.band));
  console.log(
    `  ${warm.name} looks at homes: score ${before.overallScore} (${before.band}) → ${after.overallScore} (${after.band})`,
  );
  const lateness: number[] = [];
  for (const { id } of bookings) lateness.push(await reminded(api, id));
  await answer(api, sandbox, warm, bookings[0].id);
  const ended = await until('the workflow to go on', 15_000, async () => {
    const now = await api.get<Run>(`/api/workflow-runs/${run.id}`);
    return now.state !== 'waiting' && now.state !== 'running' && now;
  });
  console.log(
    `  the workflow waited for that, and went on: ${ended.steps.map(({ nodeId }) => nodeId).join(' → ')}`,
  );

  // What waits may have gone on by the end of the story.
  return async () => {
    const waiting = await runOf(api, workflowId, silent);
    const { status } = await api.get<Appointment>(`/api/appointments/${bookings[0].id}`);
    const at = (path: string) => api.base + path;
    return [
      [
        `reminder to ${warm.name}`,
        `sent ${lateness[0]} ms after its time, ${status}`,
        at(`/api/appointments/${bookings[0].id}`),
      ],
      [
        `reminder to ${silent.name}`,
        `sent ${lateness[1]} ms after its time, no answer`,
        at(`/api/appointments/${bookings[1].id}`),
      ],
      [
        `run of ${warm.name}`,
        `waited, branched, ${ended.state} (${ended.endReason})`,
        at(`/api/workflow-runs/${ended.id}`),
      ],
      [`run of ${silent.name}`, stateOf(waiting), at(`/api/workflow-runs/${waiting.id}`)],
      [
        `score of ${warm.name}`,
        `${before.overallScore} (${before.band}) → ${after.overallScore} (${after.band})`,
        at(`/api/leads/${warm.id}/score`),
      ],
    ];
  };
}

const stateOf = ({ state, waitsFor, dueAt, endReason }: Run): string =>
  state === 'waiting' && dueAt
    ? `waits for ${waitsFor} until ${dueAt.slice(11, 16)} UTC`
    : `${state} (${endReason})`;

/** Leads who may be texted. */
async function reachable(api: ApiClient): Promise<[Lead, Lead]> {
  const { data } = await api.get<{ data: Lead[] }>('/api/leads?source=Referral&limit=100');
  const [first, second] = data
    .filter(({ phone, smsConsent }) => phone && smsConsent === 'granted')
    .sort((a, b) => a.name.localeCompare(b.name));
  if (!first || !second) throw new Error('no two leads can be texted');
  return [first, second];
}

async function publishWorkflow(api: ApiClient): Promise<string> {
  const tag = await api.post<{ id: string }>('/api/tags', { name: 'Hot', color: '#d9480f' });
  const { id } = await api.post<{ id: string }>('/api/workflows', {
    name: 'Before the showing',
    definition: beforeTheShowing(tag.id),
  });
  await api.post(`/api/workflows/${id}/publish`, { running: 'finish', activate: true });
  return id;
}

async function scoreOf(
  api: ApiClient,
  lead: Lead,
  holds: (score: Score) => boolean = () => true,
): Promise<Score> {
  return until(`the score of ${lead.name}`, 15_000, async () => {
    const score = await api.get<Score>(`/api/leads/${lead.id}/score`);
    return !score.pending && holds(score) && score;
  });
}

async function book(api: ApiClient, lead: Lead, offsetMinutes: number): Promise<Appointment> {
  return api.post<Appointment>('/api/appointments', {
    title: 'Tour of 12 Main Street',
    type: 'SHOWING',
    startAt: new Date(Date.now() + offsetMinutes * minute + untilDue).toISOString(),
    durationMinutes: 45,
    leadId: lead.id,
    location: '12 Main Street, Austin',
    reminderRules: [
      { offsetMinutes, channel: 'SMS', audience: 'LEADS', usefulMinutes: 30, quietHours: 'HOLD' },
    ],
  });
}

async function visitWebsite(api: ApiClient, lead: Lead): Promise<void> {
  const seen = ['property.viewed', 'property.viewed', 'property.saved', 'showing.requested'];
  await api.post('/api/scoring/events', {
    events: seen.map((type, index) => ({
      leadId: lead.id,
      id: `visit-${lead.id}-${index}`,
      type,
      subject: 'listing-4711',
    })),
  });
}

async function runOf(api: ApiClient, workflowId: string, lead: Lead): Promise<Run> {
  const { id } = await until(`${lead.name} to enter the workflow`, 15_000, async () => {
    const { data } = await api.get<{ data: Run[] }>(
      `/api/workflows/${workflowId}/executions?leadId=${lead.id}`,
    );
    return data[0];
  });
  return api.get<Run>(`/api/workflow-runs/${id}`);
}

/** Waits for the reminder's time, and answers how many ms behind it the provider took the text. */
async function reminded(api: ApiClient, appointmentId: string): Promise<number> {
  const line = new ProgressLine();
  const [dueAt, acceptedAt] = await until('the reminder', untilDue + 15_000, async () => {
    const { reminders } = await api.get<Appointment>(`/api/appointments/${appointmentId}`);
    const reminder = reminders.find(({ channel }) => channel === 'SMS')!;
    line.show(
      `reminder ${reminder.state}, due in ${Math.max(0, Math.ceil((Date.parse(reminder.dueAt) - Date.now()) / 1_000))} s`,
    );
    if (reminder.state === 'skipped') throw new Error('the reminder was skipped');
    if (!reminder.messageId) return undefined;
    const message = await api.get<{ acceptedAt: string | null }>(`/api/messages/${reminder.messageId}`);
    return message.acceptedAt !== null && ([reminder.dueAt, message.acceptedAt] as const);
  });
  const late = Date.parse(acceptedAt) - Date.parse(dueAt);
  line.show(`a text reminder was due ${dueAt.slice(11, 23)} UTC and left ${late} ms later`);
  line.end();
  return late;
}

async function answer(api: ApiClient, sandbox: ApiClient, lead: Lead, appointmentId: string): Promise<void> {
  const to = encodeURIComponent(lead.phone!);
  const { texts } = await sandbox.get<{ texts: { from: string }[] }>(`/outbox.json?to=${to}&limit=1`);
  if (!texts[0]) throw new Error('the sandbox has no text to answer');
  await sandbox.post('/_control/inbound', { from: lead.phone, to: texts[0].from, body: 'C' });
  await until('the confirmation', 15_000, async () => {
    const { status } = await api.get<Appointment>(`/api/appointments/${appointmentId}`);
    return status === 'CONFIRMED';
  });
  console.log(`  ${lead.name} answers "C": the showing is confirmed`);
}
