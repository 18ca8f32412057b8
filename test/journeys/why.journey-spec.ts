import { ApiClient } from '../../scripts/demo/api-client';
import { eventually } from '../support/eventually';
import { Product } from '../support/product';

interface Link {
  kind: string;
  id: string;
  label: string;
  at: string | null;
  detail: Record<string, unknown>;
}
interface Why {
  message: { id: string; state: string };
  summary: string;
  origin: Link[];
  checks: { check: string; result: string }[];
  receipts: { kind: string }[];
}

const allDay = { from: '00:00', to: '24:00' };

describe('why a message went', () => {
  let product: Product;
  let api: ApiClient;

  beforeAll(async () => {
    // Every text arrives and every mail is delivered: what is reported is no matter of chance.
    product = await Product.start();
    api = new ApiClient(product.url);
    const login = { email: 'owner@why.example', password: 'seven lamps on a green barn' };
    await api.post('/api/auth/register', { ...login, name: 'Ora Field', teamName: 'Field Homes' });
    api.signIn((await api.post<{ accessToken: string }>('/api/auth/login', login)).accessToken);
    await api.put('/api/settings/business', {
      timezone: 'America/New_York',
      postalAddress: '1 Field Road, Albany, NY 12207',
      messagingPolicy: { sendWindow: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, allDay])) },
    });
  }, 60_000);
  afterAll(() => product.stop());

  let numbers = 0;
  const lead = () => {
    numbers += 1;
    const phone = `+1212555${String(numbers).padStart(4, '0')}`;
    const name = `Lead ${numbers}`;
    return api.post<{ id: string }>('/api/leads', {
      ...{ name, phone, email: `lead${numbers}@why.example` },
      ...{ smsConsent: 'granted', emailConsent: 'granted' },
    });
  };
  const workflow = async (name: string, definition: object) => {
    const rest = { reentry: { mode: 'never' }, exit: [] };
    const { id } = await api.post<{ id: string }>('/api/workflows', {
      name,
      definition: { ...rest, ...definition },
    });
    await api.post(`/api/workflows/${id}/publish`, { running: 'finish', activate: true });
    return id;
  };
  /** The story of the lead's one message of that channel, once its delivery was reported. */
  const why = (leadId: string, channel = 'SMS') =>
    eventually(async () => {
      const { data } = await api.get<{ data: { id: string; state: string }[] }>(
        `/api/messages?leadId=${leadId}&channel=${channel}`,
      );
      expect(data).toMatchObject([{ state: 'delivered' }]);
      return api.get<Why>(`/api/messages/${data[0]!.id}/why`);
    }, 20_000);
  const kindsOf = ({ origin }: Why) => origin.map(({ kind }) => kind);

  it('of a workflow: the event and ITS cause, the workflow with its version, the run, the step, then gate and receipts', async () => {
    const { id: tagId } = await api.post<{ id: string }>('/api/tags', { name: 'Caller' });
    const first = await workflow('Tags callers', {
      trigger: { type: 'LEAD_CREATED' },
      start: 'tag',
      nodes: { tag: { kind: 'ADD_TAG', tagId, next: 'end' }, end: { kind: 'END' } },
    });
    const second = await workflow('Texts callers', {
      trigger: { type: 'TAG_ADDED', tagIds: [tagId] },
      start: 'text',
      nodes: { text: { kind: 'SEND_SMS', body: 'Hello', next: 'end' }, end: { kind: 'END' } },
    });
    const { id: leadId } = await lead();
    const story = await why(leadId);
    const [cause, causingRun, event, flow, run, step] = story.origin;
    expect(kindsOf(story)).toEqual(['event', 'run', 'event', 'workflow', 'run', 'step']);
    expect(cause).toMatchObject({ label: 'lead.created', detail: { first: true }, at: expect.any(String) });
    expect(causingRun).toMatchObject({ label: 'Tags callers', detail: { workflowId: first, leadId } });
    expect(event).toMatchObject({
      label: 'lead.tag_added',
      detail: { causeId: cause!.id, causedByRun: causingRun!.id },
    });
    expect(flow).toMatchObject({ id: second, label: 'Texts callers', detail: { version: 1 } });
    expect(step).toMatchObject({ id: 'text', label: 'SEND_SMS', detail: { visit: 0 } });
    // Every link leads on.
    expect((await api.get<{ id: string }>(`/api/workflow-runs/${run!.id}`)).id).toBe(run!.id);
    expect((await api.get<{ id: string }>(`/api/workflow-runs/${causingRun!.id}`)).id).toBe(causingRun!.id);
    expect(story.checks.every(({ result }) => result === 'pass')).toBe(true);
    expect(story.receipts.map(({ kind }) => kind)).toContain('delivered');
    for (const id of [first, second])
      await api.request('PATCH', `/api/workflows/${id}/toggle`, { active: false });
  });

  it('of a run that was begun by hand: which person or key did it, for one lead or for many', async () => {
    const id = await workflow('By hand', {
      trigger: { type: 'MANUAL' },
      start: 'text',
      nodes: { text: { kind: 'SEND_SMS', body: 'Hello', next: 'end' }, end: { kind: 'END' } },
    });
    const leads = [await lead(), await lead(), await lead()].map(({ id: leadId }) => leadId);
    const { id: tagId } = await api.post<{ id: string }>('/api/tags', { name: 'Many' });
    await api.post(`/api/leads/${leads[2]}/tags`, { tagIds: [tagId] });
    const key = await api.post<{ id: string; key: string }>('/api/api-keys', {
      name: 'Website',
      scopes: ['workflows:enrol'],
    });
    const enrol = (body: object) => api.post<{ enrolmentId: string }>(`/api/workflows/${id}/enrol`, body);
    const enrolByKey = async (body: object) => {
      const answer = await fetch(`${product.url}/api/workflows/${id}/enrol`, {
        method: 'POST',
        headers: { 'x-api-key': key.key, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return (await answer.json()) as { enrolmentId: string };
    };
    const { id: userId } = await api.get<{ id: string }>('/api/auth/me');
    const person = { userId, userName: 'Ora Field', apiKeyId: null };
    for (const [leadId, { enrolmentId }, label, detail] of [
      [leads[0]!, await enrol({ leadIds: [leads[0]] }), 'MANUAL, by Ora Field', person],
      [
        leads[1]!,
        await enrolByKey({ leadIds: [leads[1]] }),
        'MANUAL, by the API key Website',
        { userId: null, apiKeyId: key.id, apiKeyName: 'Website', audience: { kind: 'leads', leads: 1 } },
      ],
      [
        leads[2]!,
        await enrol({ filter: { tagIds: [tagId] } }),
        'MANUAL, by Ora Field',
        { ...person, audience: { kind: 'filter', filter: { tagIds: [tagId] } } },
      ],
    ] as const) {
      const story = await why(leadId);
      expect(kindsOf(story)).toEqual(['enrolment', 'workflow', 'run', 'step']);
      expect(story.origin[0]).toMatchObject({ id: enrolmentId, label, detail, at: expect.any(String) });
    }
  });

  it('of a reminder: the appointment, its revision, the offset', async () => {
    const { id: leadId } = await lead();
    const rule = {
      offsetMinutes: 60,
      channel: 'SMS',
      audience: 'LEADS',
      usefulMinutes: 30,
      quietHours: 'HOLD',
    };
    const startAt = (seconds: number) => new Date(Date.now() + 3_600_000 + seconds * 1_000).toISOString();
    const { id } = await api.post<{ id: string }>('/api/appointments', {
      ...{
        title: 'Tour',
        type: 'SHOWING',
        startAt: startAt(600),
        leadId,
        reminderRules: [rule],
        invite: false,
      },
    });
    await api.put(`/api/appointments/${id}`, { startAt: startAt(2) });
    const story = await why(leadId);
    expect(story.origin).toMatchObject([
      { kind: 'appointment', id, label: 'Tour', detail: { revision: 1, status: 'SCHEDULED' } },
      {
        kind: 'reminder',
        detail: { revision: 1, offsetMinutes: 60, channel: 'SMS', recipient: `lead:${leadId}` },
      },
    ]);
  });

  it('of a campaign: its name and state', async () => {
    const { id: leadId } = await lead();
    const { id } = await api.post<{ id: string }>('/api/campaigns', {
      ...{ name: 'Spring', type: 'SMS', body: 'Hello', audience: { leadIds: [leadId] } },
    });
    await api.post(`/api/campaigns/${id}/launch`);
    const story = await why(leadId);
    expect(story.origin).toMatchObject([{ kind: 'campaign', id, label: 'Spring', at: expect.any(String) }]);
  });
});
