import type { ApiClient } from '../../scripts/demo/api-client';

const day = 86_400_000;
const hour = 3_600_000;

interface Person {
  id: string;
  email: string;
  phone: string;
}

export interface Office {
  workflowId: string;
  /** Workflows that a clock or a date begins. */
  watching: string[];
  /** When they will: an upper bound, for whoever has to look at the clock then. */
  moments: Date[];
  leads: Record<'busy' | 'west' | 'barred', Person>;
}

/** A month of a small office: campaigns, a nurture, showings, a task; one lead in the east, one in the west, one who may not be written to. */
export async function furnishOffice(api: ApiClient, now: Date): Promise<Office> {
  const login = { email: 'owner@office.example', password: 'seven lamps on a green barn' };
  await api.post('/api/auth/register', { ...login, name: 'Ora Field', teamName: 'Field Homes' });
  api.signIn((await api.post<{ accessToken: string }>('/api/auth/login', login)).accessToken);
  await api.put('/api/settings/business', {
    timezone: 'America/New_York',
    postalAddress: '1 Field Road, Albany, NY 12207',
  });
  const lead = async (name: string, more: object): Promise<Person> =>
    api.post<Person>('/api/leads', {
      name,
      email: `${name}@leads.example`,
      emailConsent: 'granted',
      ...more,
    });
  const leads = {
    busy: await lead('busy', {
      phone: '+12125550142',
      smsConsent: 'granted',
      timezone: 'America/New_York',
      firstName: 'Bea',
    }),
    west: await lead('west', {
      phone: '+13105550143',
      smsConsent: 'granted',
      timezone: 'America/Los_Angeles',
    }),
    barred: await lead('barred', { phone: '+13125550144', timezone: 'America/Chicago' }),
  };
  await api.post('/api/suppressions', { channel: 'EMAIL', address: leads.barred.email });
  await campaigns(api, now);
  await showings(api, now, leads.busy.id);
  return { leads, workflowId: await nurture(api), ...(await watching(api, now)) };
}

async function campaigns(api: ApiClient, now: Date): Promise<void> {
  const dateIn = (days: number) => new Date(now.getTime() + days * day).toISOString().slice(0, 10);
  const at = (days: number, hours: number) =>
    new Date(Date.parse(`${dateIn(days)}T00:00:00Z`) + hours * hour);
  const mail = {
    type: 'EMAIL',
    subject: 'Homes for {{lead.firstName | default: "you"}}',
    body: '<p>{{team.name}} has new homes.</p>',
  };
  const text = { type: 'SMS', body: 'Open house at {{team.name}}. Reply STOP to opt out.' };
  const planned = [
    { name: 'Mail at an hour', ...mail, scheduledAt: at(3, 15).toISOString() },
    // 7:20 UTC is night in all of the United States: held till the morning of each.
    { name: 'Text at night', ...text, scheduledAt: new Date(at(5, 7).getTime() + 20 * 60_000).toISOString() },
    { name: 'Text at ten', ...text, localDate: dateIn(5), localTime: '10:00' },
    { name: 'Mail at nine', ...mail, localDate: dateIn(9), localTime: '09:15' },
    // A field that one of them has no value for.
    {
      name: 'Mail by name',
      ...mail,
      subject: 'For {{lead.firstName}}',
      scheduledAt: at(20, 16).toISOString(),
    },
    { name: 'Mail too far ahead', ...mail, scheduledAt: at(45, 16).toISOString() },
  ];
  for (const campaign of planned) {
    const { id } = await api.post<{ id: string }>('/api/campaigns', {
      ...campaign,
      audience: { filter: {} },
    });
    await api.post(`/api/campaigns/${id}/launch`);
  }
}

async function showings(api: ApiClient, now: Date, leadId: string): Promise<void> {
  const reminderRules = [
    { offsetMinutes: 1_440, channel: 'EMAIL', audience: 'LEADS', usefulMinutes: 720, quietHours: 'HOLD' },
    { offsetMinutes: 120, channel: 'SMS', audience: 'LEADS', usefulMinutes: 90, quietHours: 'BRING_FORWARD' },
  ];
  const dateIn = (days: number) => new Date(now.getTime() + days * day).toISOString().slice(0, 10);
  for (const localStart of [`${dateIn(10)}T15:00`, `${dateIn(12)}T08:30`]) {
    await api.post('/api/appointments', {
      ...{ title: 'Tour', type: 'SHOWING', localStart, zone: 'America/New_York', leadId, reminderRules },
      invite: false,
    });
  }
}

/** Every second Tuesday or so by the clock, and ten days after a lead became known. Tuesdays find them still in, or not. */
async function watching(api: ApiClient, now: Date): Promise<{ watching: string[]; moments: Date[] }> {
  const mail = (subject: string, next: string) => ({
    kind: 'SEND_EMAIL',
    subject,
    body: '<p>Hello</p>',
    next,
  });
  const make = async (name: string, definition: object): Promise<string> => {
    const { id } = await api.post<{ id: string }>('/api/workflows', {
      name,
      definition: { exit: ['unsubscribed'], ...definition },
    });
    await api.post(`/api/workflows/${id}/publish`, { running: 'finish', activate: true });
    return id;
  };
  const byClock = await make('Tuesdays', {
    trigger: {
      type: 'TIME_BASED',
      cron: '0 11 * * 2',
      zone: 'America/New_York',
      filter: { timezone: 'America/New_York' },
    },
    reentry: { mode: 'after_leaving' },
    start: 'news',
    nodes: {
      news: mail('News of the week', 'ten_days'),
      ten_days: { kind: 'WAIT_FOR', duration: { amount: 10, unit: 'days' }, next: 'more' },
      more: { kind: 'SEND_SMS', body: 'More? Reply STOP to opt out.', next: 'end' },
      end: { kind: 'END' },
    },
  });
  const byDate = await make('Ten days on', {
    trigger: { type: 'DATE_FIELD', field: 'createdAt', offsetDays: 10, at: '16:40' },
    entry: { fact: 'lead.email', op: 'exists' },
    reentry: { mode: 'never' },
    start: 'ask',
    nodes: { ask: mail('Ten days', 'end'), end: { kind: 'END' } },
  });
  const moments: Date[] = [];
  // Each quarter of an hour in which one of them may be due: 11:00 in New York; 16:40 in the three zones of the leads.
  for (let at = Math.ceil(now.getTime() / hour) * hour; at < now.getTime() + 30 * day; at += hour) {
    const clock = new Date(at).getUTCHours();
    const weekday = new Date(at).getUTCDay();
    const isTenDaysOn = Math.abs(at - now.getTime() - 10 * day) < 2 * day;
    if (weekday === 2 && [15, 16].includes(clock)) moments.push(new Date(at + 1_000));
    if (isTenDaysOn && [20, 21, 22, 23, 0].includes(clock)) moments.push(new Date(at + 40 * 60_000 + 1_000));
  }
  return { watching: [byClock, byDate], moments };
}

async function nurture(api: ApiClient): Promise<string> {
  const mail = (subject: string, next: string) => ({
    kind: 'SEND_EMAIL',
    subject,
    body: '<p>Hello</p>',
    next,
  });
  const { id } = await api.post<{ id: string }>('/api/workflows', {
    name: 'A month',
    definition: {
      trigger: { type: 'MANUAL' },
      reentry: { mode: 'never' },
      exit: ['booking', 'unsubscribed'],
      start: 'hello',
      nodes: {
        hello: mail('Hello {{lead.firstName | default: "there"}}', 'two_days'),
        two_days: { kind: 'WAIT_FOR', duration: { amount: 2, unit: 'days' }, next: 'text' },
        text: { kind: 'SEND_SMS', body: 'Any questions? Reply STOP to opt out.', next: 'monday' },
        monday: { kind: 'WAIT_UNTIL', time: '09:00', weekdays: [1], zone: 'lead', next: 'named' },
        named: { kind: 'BRANCH', if: { fact: 'lead.firstName', op: 'exists' }, yes: 'by_name', no: 'plain' },
        by_name: mail('{{lead.firstName}}, how is it going?', 'task'),
        plain: mail('How is it going?', 'task'),
        task: {
          kind: 'CREATE_TASK',
          title: 'Look at {{lead.name}}',
          dueIn: { amount: 1, unit: 'days' },
          next: 'answer',
        },
        answer: {
          kind: 'WAIT_FOR_EVENT',
          event: { type: 'MESSAGE_RECEIVED' },
          within: { amount: 5, unit: 'days' },
          next: 'end',
          timeout: 'split',
        },
        split: {
          kind: 'RANDOM_SPLIT',
          arms: [
            { name: 'mail', weight: 50, next: 'last_mail' },
            { name: 'text', weight: 50, next: 'last_text' },
          ],
        },
        last_mail: mail('Still looking?', 'long'),
        last_text: { kind: 'SEND_SMS', body: 'Still looking? Reply STOP to opt out.', next: 'long' },
        long: { kind: 'WAIT_FOR', duration: { amount: 60, unit: 'days' }, next: 'far' },
        far: mail('A long time', 'end'),
        end: { kind: 'END' },
      },
    },
  });
  await api.post(`/api/workflows/${id}/publish`, { running: 'finish', activate: true });
  return id;
}
