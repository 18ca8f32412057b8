import { newId, type TenantScope } from '@platform/database';
import { eventually } from '../../../../test/support/eventually';
import { MessageReader } from '../message-reader.service';
import { MessageSources } from '../message-sources.service';
import { Messages, type SingleMessage } from '../messages.service';
import { SendingLab } from './sending-lab';

const mail = (to: string, changes: Partial<SingleMessage> = {}): SingleMessage => ({
  content: { channel: 'EMAIL', subject: 'Your link', text: 'Here: https://crm.example.com/#token=1' },
  purpose: 'transactional',
  kind: 'system',
  to,
  dedupeKey: `system:${to}`,
  ...changes,
});

describe('single messages', () => {
  let lab: SendingLab;
  let scope: TenantScope;
  beforeAll(async () => {
    lab = await SendingLab.start({ env: { PROVIDER_TIMEOUT_MS: '3000' } });
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    scope = await lab.team({ postalAddress: null });
    lab.sandbox.control.faults.remove();
    lab.sandbox.control.record.reset();
    lab.sandbox.control.clearOutbox();
  });

  const send = (message: SingleMessage) => lab.sql(scope, (tx) => lab.get(Messages).sendSingle(tx, message));
  const ledgerOf = async (id: string) =>
    (await lab.get(MessageReader).read(scope, id, { images: false })).ledger;
  const stateOf = async (id: string) => (await ledgerOf(id))?.state;
  const becomes = (id: string, state: string) =>
    eventually(async () => expect(await stateOf(id)).toBe(state));

  it('go out at once, without footer or unsubscribe header', async () => {
    const { messageId } = await send(mail('ann@example.com'));
    await becomes(messageId, 'accepted');
    const [sent] = lab.sandbox.control.outbox('ann@example.com').emails;
    expect(sent).toMatchObject({ subject: 'Your link', text: 'Here: https://crm.example.com/#token=1' });
    expect(JSON.stringify(sent)).not.toContain('List-Unsubscribe');
  });

  it('exist once per key, however many ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(mail('bob@example.com'))));
    expect(new Set(answers.map(({ messageId }) => messageId)).size).toBe(1);
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
    await becomes(answers[0]!.messageId, 'accepted');
    expect([...lab.accepted()]).toEqual([['bob@example.com', 1]]);
  });

  it('exist only if their transaction commits', async () => {
    const failed = lab.sql(scope, async (tx) => {
      await lab.get(Messages).sendSingle(tx, mail('cy@example.com'));
      throw new Error('rolled back');
    });
    await expect(failed).rejects.toThrow('rolled back');
    expect(await lab.get(MessageReader).list(scope, { limit: 10 })).toEqual([]);
  });

  it('are tried again, with a job of their own, when the provider wants a pause', async () => {
    lab.sandbox.control.faults.add([
      { provider: 'sendgrid', kind: 'status', status: 429, resetAfterSeconds: 1, count: 1 },
    ]);
    const { messageId } = await send(mail('di@example.com'));
    await becomes(messageId, 'accepted');
    expect([...lab.accepted()]).toEqual([['di@example.com', 1]]);
  });

  it('get a job again when theirs is gone', async () => {
    const { messageId } = await send(mail('ed@example.com', { dueAt: new Date(Date.now() + 3_600_000) }));
    await lab.rows(`UPDATE job SET state = 'cancelled', finished_at = now() WHERE team_id = $1`, [
      scope.teamId,
    ]);
    await lab.rows(`UPDATE message_chunk SET due_at = now() WHERE team_id = $1`, [scope.teamId]);
    await becomes(messageId, 'accepted');
  });

  it('of accounts are repeated once when nobody knows what became of them, while they are of use', async () => {
    const { faults } = lab.sandbox.control;
    faults.add([{ provider: 'sendgrid', kind: 'reset_before', count: 2 }]);
    const ahead = new Date(Date.now() + 600_000);
    const useful = await send(mail('flo@example.com', { retryUntil: ahead }));
    const useless = await send(mail('gus@example.com', { retryUntil: new Date(Date.now() - 1_000) }));
    await becomes(useful.messageId, 'uncertain');
    await becomes(useless.messageId, 'uncertain');
    const wake = () =>
      lab.rows(
        `UPDATE job SET due_at = now(), run = run + 1, enqueued_at = NULL, state = 'scheduled'
         WHERE name = 'messaging.look-up-uncertain' AND team_id = $1`,
        [scope.teamId],
      );
    await wake();
    await eventually(() => expect([...lab.accepted()]).toEqual([['flo@example.com', 1]]));
    expect(await stateOf(useful.messageId)).toBe('uncertain');
    await wake();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect([...lab.accepted()]).toEqual([['flo@example.com', 1]]);
  });

  it('of a source of their own are taken back while they wait, and no others', async () => {
    const [sourceId, dueAt] = [newId(), new Date(Date.now() + 1_500)];
    const withdrawn = await send(mail('ida@example.com', { sourceId, dueAt }));
    const other = await send(mail('jim@example.com', { dueAt }));
    await lab.sql(scope, (tx) => lab.get(MessageSources).withdraw(tx, sourceId));
    await lab.sql(scope, (tx) => lab.get(MessageSources).withdraw(tx, sourceId));
    expect(await lab.sql(scope, (tx) => lab.get(MessageSources).withdraw(tx, newId()))).toBe(false);
    await becomes(withdrawn.messageId, 'cancelled');
    await becomes(other.messageId, 'accepted');
    // What comes for a withdrawn source is not sent either.
    const late = await send(mail('kit@example.com', { sourceId }));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await stateOf(late.messageId)).not.toBe('accepted');
    expect([...lab.accepted()]).toEqual([['jim@example.com', 1]]);
  });

  it('are skipped once they are of no use', async () => {
    const useless = await send(mail('lou@example.com', { notAfter: new Date(Date.now() - 1) }));
    await becomes(useless.messageId, 'skipped');
    expect(await ledgerOf(useless.messageId)).toMatchObject({ reason: 'too_late' });
  });

  it('keep to the sending hours on a stated clock when they shall', async () => {
    const night = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, null]));
    scope = await lab.team({ policy: { sendWindow: night } });
    const text = (to: string, changes: Partial<SingleMessage>): SingleMessage =>
      mail(to, { content: { channel: 'SMS', text: 'Soon' }, ...changes });
    const keeping = await send(text('+12125550180', { hoursZone: 'America/New_York' }));
    const other = await send(text('+12125550181', {}));
    await becomes(keeping.messageId, 'skipped');
    await becomes(other.messageId, 'accepted');
    expect(await ledgerOf(keeping.messageId)).toMatchObject({
      reason: 'window_never_opens',
    });
  });

  it('carry an invitation as their last alternative', async () => {
    const ics = 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n';
    const content = {
      channel: 'EMAIL',
      subject: 'Tour',
      text: 'See you',
      calendar: { method: 'REQUEST', ics },
    } as const;
    const { messageId } = await send(mail('max@example.com', { content }));
    await becomes(messageId, 'accepted');
    expect(lab.sandbox.control.outbox('max@example.com').emails[0]).toMatchObject({
      text: 'See you',
      calendar: { method: 'REQUEST', content: ics },
    });
  });

  it('are not kept waiting by a campaign', async () => {
    const crowded = await lab.team();
    await lab.crowd(crowded, 12_000);
    lab.sandbox.control.faults.add([
      { provider: 'sendgrid', kind: 'latency', ms: 1_500, match: { address: 'p*' } },
    ]);
    const source = await lab.launch(crowded, { channel: 'EMAIL', subject: 'News', text: 'Hello' });
    await eventually(() => expect(lab.accepted().size).toBeGreaterThan(0));
    const began = Date.now();
    const { messageId } = await send(mail('hal@example.com'));
    await becomes(messageId, 'accepted');
    expect(Date.now() - began).toBeLessThan(5_000);
    expect((await lab.stats(crowded, source)).states.accepted).toBeLessThan(12_000);
    await lab.settled(crowded, source, 60_000);
  });
});
