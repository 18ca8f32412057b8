import type { TenantScope } from '@platform/database';
import { UnsubscribeLinks } from '../unsubscribe-links';
import { Suppressions } from '../unsubscribe/suppressions.service';
import { Unsubscribe } from '../unsubscribe/unsubscribe.service';
import { publicUrl, ReceiptsLab, type SentMessage } from './receipts-lab';

describe('unsubscribe links', () => {
  let lab: ReceiptsLab;
  let scope: TenantScope;
  let message: SentMessage;
  let token: string;
  const request = { source: 'one_click', ip: '192.0.2.1', userAgent: 'a mail client' } as const;
  beforeAll(async () => {
    lab = await ReceiptsLab.start();
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    scope = await lab.team();
    [message] = (await lab.messages(scope)) as [SentMessage];
    const url = lab.get(UnsubscribeLinks).urlFor(scope.teamId, message.id);
    token = url.slice(`${publicUrl}/api/unsubscribe/`.length);
  });
  const of = <T extends object>(what: string) =>
    lab.rows<T>(`SELECT * FROM ${what} WHERE team_id = $1`, [scope.teamId]);

  it('changes nothing when it is only opened', async () => {
    expect(await lab.get(Unsubscribe).look(token)).toMatchObject({ teamName: 'Bell Realty', done: false });
    expect(await of('suppression')).toEqual([]);
    expect(await of('consent_record')).toEqual([]);
  });

  it('ends marketing at once, and fifty times at once is once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => lab.get(Unsubscribe).take(token, request)),
    );
    expect(new Set(answers.map((answer) => answer?.done))).toEqual(new Set([true]));
    expect(await of('suppression')).toMatchObject([
      {
        channel: 'EMAIL',
        address: message.address,
        reason: 'unsubscribed',
        scope: 'marketing',
        message_id: message.id,
      },
    ]);
    expect(await of('consent_record')).toMatchObject([
      {
        action: 'withdrawn',
        source: 'one_click',
        lead_id: message.leadId,
        evidence: { messageId: message.id, ip: '192.0.2.1' },
      },
    ]);
    expect(await of('domain_event')).toMatchObject([
      { name: 'lead.unsubscribed', payload: { leadId: message.leadId } },
    ]);
    expect(await lab.rows(`SELECT email_consent FROM lead WHERE id = $1`, [message.leadId])).toEqual([
      { email_consent: 'denied' },
    ]);
    expect(await lab.get(Unsubscribe).look(token)).toMatchObject({ done: true });
  });

  it('works again for someone who came back in between', async () => {
    await lab.get(Unsubscribe).take(token, request);
    const [entry] = await lab.get(Suppressions).list(scope, { limit: 5 });
    await lab.get(Suppressions).remove(scope, entry!.id, { userId: null });
    expect(await lab.get(Unsubscribe).look(token)).toMatchObject({ done: false });
    await lab.get(Unsubscribe).take(token, request);
    expect(await of('suppression')).toHaveLength(1);
  });

  it('knows its own tokens only', async () => {
    const foreign = lab
      .get(UnsubscribeLinks)
      .urlFor((await lab.team()).teamId, message.id)
      .split('/')
      .at(-1)!;
    const changed = token.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
    for (const bad of [changed, token.slice(0, -1), `${token}A`, foreign, '', '.', 'x'.repeat(5_000)]) {
      expect(await lab.get(Unsubscribe).take(bad, request)).toBeNull();
      expect(await lab.get(Unsubscribe).look(bad)).toBeNull();
    }
    expect(await of('suppression')).toEqual([]);
  });
});
