import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ApiClient, until } from './api-client.ts';
import { bar, ProgressLine, step, table } from './display.ts';
import { runCampaign, type Figures } from './campaign-run.ts';
import { playShowings, type Automation } from './showings.ts';

export interface DemoOptions {
  api: string;
  sandbox: string;
  csv: string;
}

export const demoLogin = { email: 'demo@brickwork.example', password: 'open-house-on-sunday-42' };

interface Outbox {
  emails: { to: string; subject: string }[];
  texts: { to: string; from: string }[];
}

interface ImportState {
  id: string;
  state: string;
  totalRows: number | null;
  created: number;
  updated: number;
  skipped: number;
  failed: number;
}

/**
 * Plays what Brickwork is for, from outside, on an empty installation: leads come in, showings are reminded of, a workflow waits for
 * the answer, two campaigns go out, the providers report.
 * On an installation that has its data already it only says how to sign in.
 */
export async function playDemoStory(options: DemoOptions): Promise<void> {
  const api = new ApiClient(options.api);
  const sandbox = new ApiClient(options.sandbox);
  if (await signIn(api)) {
    step('The demo data is there already; the story is played once.');
    console.log('\ndemo story complete');
    return;
  }
  const started = Date.now();
  await setUp(api);
  await importLeads(api, options.csv);
  const automations = await playShowings(api, sandbox);
  const email = await runCampaign(api, {
    name: 'Spring listings',
    type: 'EMAIL',
    subject: '{{lead.firstName | default: "Neighbor"}}, three homes in {{lead.city | default: "your area"}}',
    previewText: 'Hand-picked this week',
    body: await readFile(path.join(path.dirname(options.csv), 'spring-listings.html'), 'utf8'),
  });
  const sms = await runCampaign(api, {
    name: 'Open house on Sunday',
    type: 'SMS',
    body: 'Hi {{lead.firstName | default: "there"}}, {{team.name}} here: open house Sunday 1-4 pm. Want a private tour first? Reply STOP to opt out.',
  });
  await replies(api, sandbox);
  const [emailEnd, smsEnd] = await settled(api, email, sms);
  printResult(emailEnd, smsEnd);
  printAutomations(await automations());
  console.log(`\ndemo story complete (${((Date.now() - started) / 1_000).toFixed(1)} s)`);
}

async function signIn(api: ApiClient): Promise<boolean> {
  const answer = await api
    .post<{ accessToken: string }>('/api/auth/login', demoLogin)
    .catch((error: Error) => {
      if (error.message.includes('answered 401')) return undefined;
      throw error;
    });
  if (answer) api.signIn(answer.accessToken);
  return answer !== undefined;
}

async function setUp(api: ApiClient): Promise<void> {
  step('A brokerage signs up');
  await api.post('/api/auth/register', { ...demoLogin, name: 'Dana Bell', teamName: 'Bell Realty' });
  if (!(await signIn(api))) throw new Error('the new account cannot sign in');
  const allDay = { from: '00:00', to: '24:00' };
  await api.put('/api/settings/business', {
    timezone: 'America/Chicago',
    postalAddress: '12 Main Street, Austin, TX 78701',
    emailFromName: 'Bell Realty',
    emailFromAddress: 'hello@bell-realty.example',
    // So that the story plays at any hour. Without it, texts wait for 9:00–20:00 on each recipient's own clock.
    messagingPolicy: { sendWindow: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, allDay])) },
  });
}

async function importLeads(api: ApiClient, csv: string): Promise<void> {
  step('Leads come in from a CSV file');
  const form = new FormData();
  form.set('onDuplicate', 'skip');
  form.set('start', 'true');
  form.set('file', new Blob([await readFile(csv)], { type: 'text/csv' }), path.basename(csv));
  const { id } = await api.post<ImportState>('/api/leads/import', form);
  const line = new ProgressLine();
  const end = await until('the import', 20_000, async () => {
    const state = await api.get<ImportState>(`/api/leads/import/${id}`);
    const done = state.created + state.updated + state.skipped + state.failed;
    line.show(
      `${bar(done, state.totalRows ?? done)}  ${state.created} created, ${state.skipped} duplicates, ${state.failed} refused`,
    );
    return ['completed', 'failed', 'cancelled'].includes(state.state) && state;
  });
  line.end();
  if (end.state !== 'completed') throw new Error(`the import ended ${end.state}`);
  const issues = await api.get<string>(`/api/leads/import/${id}/errors`);
  const refused = issues.split(/\r?\n/).find((row) => /invalid|missing/.test(row));
  if (refused) console.log(`  refused: ${refused}`);
}

/** A reply that opts out, one that only sounds like it, and the unsubscribe button of a mailbox. */
async function replies(api: ApiClient, sandbox: ApiClient): Promise<void> {
  step('People answer: a STOP, a question with "stop" in it, a click on unsubscribe');
  const outbox = await sandbox.get<Outbox>('/outbox.json?limit=300');
  const [stop, question] = outbox.texts;
  const mail = outbox.emails.find(
    ({ to, subject }) => subject.includes('homes') && !/^(bounce|blocked|dropped|unsub)/.test(to),
  );
  if (!stop || !question || !mail) throw new Error('the sandbox outbox holds no texts or mails to answer');
  await sandbox.post('/_control/inbound', { from: stop.to, to: stop.from, body: 'STOP' });
  await sandbox.post('/_control/inbound', {
    from: question.to,
    to: question.from,
    body: 'Can we stop by at 2 instead?',
  });
  await sandbox.post('/_control/one-click', { address: mail.to });
  await until('the opt-outs to be on record', 15_000, async () => {
    const { data } = await api.get<{ data: { address: string; reason: string }[] }>(
      '/api/suppressions?limit=100',
    );
    const has = (address: string) => data.some((entry) => entry.address === address);
    if (has(question.to)) throw new Error('a question was taken for an opt-out');
    return has(stop.to) && has(mail.to);
  });
  console.log(
    `  ${stop.to} said STOP: no more texts. ${question.to} asked a question: still in touch. ${mail.to} unsubscribed.`,
  );
}

async function settled(api: ApiClient, ...campaigns: string[]): Promise<Figures[]> {
  step('The providers report what became of each message');
  return Promise.all(
    campaigns.map((id) =>
      until('the delivery reports', 25_000, async () => {
        const stats = await api.get<Figures>(`/api/campaigns/${id}/stats`);
        // Every accepted message ends delivered, bounced or failed; opens and the reply follow within a second or two.
        const known = stats.delivered + stats.bounced + stats.failed;
        return (
          stats.pending === 0 &&
          known >= stats.accepted &&
          (stats.segments > 0 ? stats.replied > 0 : stats.opened > 0) &&
          stats
        );
      }),
    ),
  );
}

function printAutomations(rows: Automation[]): void {
  console.log(`\n${table([['', 'what happened', 'where to look'], ...rows])}`);
}

function printResult(email: Figures | undefined, sms: Figures | undefined): void {
  if (!email || !sms) throw new Error('the campaigns have no figures');
  const names = [
    'audience',
    'accepted',
    'delivered',
    'opened',
    'clicked',
    'bounced',
    'unsubscribed',
    'replied',
    'skipped',
    'failed',
    'uncertain',
  ] as const;
  console.log(`\n${table([['', 'EMAIL', 'SMS'], ...names.map((name) => [name, email[name], sms[name]])])}`);
  for (const [title, figures] of [
    ['email', email],
    ['sms', sms],
  ] as const) {
    const reasons = Object.entries(figures.skippedReasons).map(([reason, count]) => `${count} ${reason}`);
    if (reasons.length > 0) console.log(`  ${title} skipped: ${reasons.join(', ')}`);
    const sum = figures.accepted + figures.skipped + figures.failed + figures.uncertain + figures.cancelled;
    if (sum !== figures.audience)
      throw new Error(`${title}: ${sum} messages accounted for of ${figures.audience}`);
  }
  console.log('  audience = accepted + skipped + failed + uncertain + cancelled, both times');
}
