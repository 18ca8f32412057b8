import { TenantScope } from '@platform/database';
import { OptOutReviews } from '../inbound/opt-out-reviews.service';
import { Suppressions } from '../unsubscribe/suppressions.service';
import { authToken, publicUrl, ReceiptsLab } from './receipts-lab';

const sharedNumber = '+15005550006';

describe('what comes back by text', () => {
  let lab: ReceiptsLab;
  beforeAll(async () => {
    lab = await ReceiptsLab.start();
  });
  afterAll(() => lab.stop());

  let sid = 0;
  const text = (from: string, body: string, to = sharedNumber, more: Record<string, string> = {}) => ({
    ...{
      MessageSid: `SM${String((sid += 1)).padStart(32, '0')}`,
      AccountSid: `AC${'0'.repeat(32)}`,
      SmsStatus: 'received',
    },
    ...{ From: from, To: to, Body: body, NumMedia: '0', NumSegments: '1', ApiVersion: '2010-04-01', ...more },
  });
  const receive = async (fields: Record<string, string>) => {
    await lab.postTwilio('inbound', fields);
    await lab.drain();
  };
  const of = <T extends object>(scope: TenantScope, what: string, order = 'id') =>
    lab.rows<T>(`SELECT * FROM ${what} WHERE team_id = $1 ORDER BY ${order}`, [scope.teamId]);
  const person = async (scope: TenantScope, address: string) =>
    (await lab.messages(scope, { channel: 'SMS', address }))[0]!;

  it('stops at once: number, consent, proof and event', async () => {
    const scope = await lab.team();
    const { id, leadId, address } = await person(scope, '+12125550101');
    const stop = text(address, 'STOP');
    await Promise.all(Array.from({ length: 20 }, () => lab.postTwilio('inbound', stop)));
    await lab.drain();
    expect(await of(scope, 'suppression')).toMatchObject([
      { channel: 'SMS', address, reason: 'stop', scope: 'all', message_id: id },
    ]);
    expect(await lab.rows(`SELECT sms_consent FROM lead WHERE id = $1`, [leadId])).toEqual([
      { sms_consent: 'denied' },
    ]);
    expect(await of(scope, 'consent_record')).toMatchObject([
      { action: 'withdrawn', source: 'sms_reply', address, lead_id: leadId },
    ]);
    expect(await of(scope, 'inbound_message')).toMatchObject([
      { classified: 'stop', lead_id: leadId, message_id: id, body: 'STOP' },
    ]);
    expect((await of<{ name: string }>(scope, 'domain_event')).map(({ name }) => name)).toEqual([
      'message.arrived',
      'lead.unsubscribed',
      'message.opted_out',
    ]);
    expect(
      await lab.rows(
        `SELECT unsubscribed_at IS NOT NULL AS left, replied_at FROM message_ledger WHERE id = $1`,
        [id],
      ),
    ).toEqual([{ left: true, replied_at: null }]);
  });

  it('lets a person back with START, and with YES only after an opt-out', async () => {
    const scope = await lab.team();
    const { leadId, address } = await person(scope, '+12125550102');
    await receive(text(address, 'yes'));
    await receive(text(address, 'stop texting me'));
    await receive(text(address, 'YES'));
    expect((await of<{ classified: string }>(scope, 'inbound_message')).map((one) => one.classified)).toEqual(
      ['none', 'stop', 'start'],
    );
    expect(await of(scope, 'suppression')).toEqual([]);
    expect(await lab.rows(`SELECT sms_consent FROM lead WHERE id = $1`, [leadId])).toEqual([
      { sms_consent: 'granted' },
    ]);
  });

  it('keeps a dead number suppressed whatever it texts', async () => {
    const scope = await lab.team();
    const { id, address } = await person(scope, '+12125550103');
    await lab.postTwilio(
      'status',
      {
        MessageSid: 'SMdead',
        MessageStatus: 'undelivered',
        ErrorCode: '30005',
        To: address,
        From: sharedNumber,
      },
      `?team=${scope.teamId}&mid=${id}`,
    );
    await lab.drain();
    await receive(text(address, 'START'));
    expect(await of(scope, 'suppression')).toMatchObject([{ reason: 'invalid', scope: 'all' }]);
  });

  it('leaves an unclear reply to a person, once, and does what is decided', async () => {
    const scope = await lab.team();
    const { id, leadId, address } = await person(scope, '+12125550104');
    await receive(text(address, 'cancel please'));
    await receive(text(address, 'no thanks'));
    const reviews = lab.get(OptOutReviews);
    const [review, ...others] = await reviews.list(scope, { open: true, limit: 10 });
    expect(others).toEqual([]);
    expect(review).toMatchObject({
      channel: 'SMS',
      address,
      leadId,
      text: 'cancel please',
      resolution: null,
    });
    expect(await of(scope, 'task')).toMatchObject([
      { title: 'Is this an opt-out?', lead_id: leadId, status: 'PENDING' },
    ]);
    expect(await of(scope, 'suppression')).toEqual([]);
    expect(
      await lab.rows(`SELECT replied_at IS NOT NULL AS replied FROM message_ledger WHERE id = $1`, [id]),
    ).toEqual([{ replied: true }]);

    const by = { userId: null };
    await expect(reviews.resolve(await lab.team(), review!.id, 'keep', by)).rejects.toMatchObject({
      code: 'opt_out_review_not_found',
    });
    expect(await reviews.resolve(scope, review!.id, 'opt_out', by)).toMatchObject({ resolution: 'opt_out' });
    expect(await reviews.resolve(scope, review!.id, 'opt_out', by)).toMatchObject({ resolution: 'opt_out' });
    await expect(reviews.resolve(scope, review!.id, 'keep', by)).rejects.toMatchObject({
      code: 'opt_out_review_resolved',
    });
    expect(await of(scope, 'suppression')).toMatchObject([{ address, reason: 'stop', scope: 'all' }]);
    expect(await of(scope, 'consent_record')).toHaveLength(1);
  });

  it('settles the review of a person who then says STOP', async () => {
    const scope = await lab.team();
    const { address } = await person(scope, '+12125550105');
    await receive(text(address, 'no thanks'));
    await receive(text(address, 'STOP'));
    expect(await lab.get(OptOutReviews).list(scope, { limit: 10 })).toMatchObject([
      { resolution: 'opt_out' },
    ]);
  });

  it('tells higher slices of a reply, with the message it answers', async () => {
    const scope = await lab.team();
    const [older] = await lab.messages(scope, { channel: 'SMS', address: '+12125550106' });
    await receive(text('+12125550106', 'Can you stop by Sunday?'));
    expect(await of(scope, 'inbound_message')).toMatchObject([{ classified: 'none' }]);
    expect(await of<{ name: string; payload: object }>(scope, 'domain_event')).toMatchObject([
      { name: 'message.arrived', payload: { leadId: older!.leadId, channel: 'SMS' } },
      { name: 'message.replied', payload: { messageId: older!.id, leadId: older!.leadId, channel: 'SMS' } },
    ]);
    expect(await of(scope, 'activity')).toMatchObject([
      { type: 'message.received', description: 'Can you stop by Sunday?' },
    ]);
  });

  it("gives a team's own number its replies, and a shared one's to who wrote last", async () => {
    const [own, first, second] = [await lab.team('+12125559999'), await lab.team(), await lab.team()];
    const address = '+12125550107';
    await person(own, address);
    await person(first, address);
    // Times are kept to the millisecond: two messages of one millisecond have no order.
    await lab.rows(`UPDATE message SET accepted_at = now() - interval '1 minute' WHERE team_id = $1`, [
      first.teamId,
    ]);
    await person(second, address);
    await receive(text(address, 'Is it still free?', '+12125559999'));
    await receive(text(address, 'When can I see it?'));
    const bodies = async (scope: TenantScope) =>
      (await of<{ body: string }>(scope, 'inbound_message')).map(({ body }) => body);
    expect(await Promise.all([own, first, second].map(bodies))).toEqual([
      ['Is it still free?'],
      [],
      ['When can I see it?'],
    ]);

    // On a shared number nobody can tell whom a STOP is for: it is for all who write from there.
    await receive(text(address, 'STOP'));
    const stopped = async (scope: TenantScope) => (await of(scope, 'suppression')).length;
    expect(await Promise.all([own, first, second].map(stopped))).toEqual([0, 1, 1]);
  });

  it('takes what a stranger texts to a shared number for nobody, and keeps nothing of it', async () => {
    await receive(text('+12125550108', 'Hello? A secret.'));
    expect(await lab.rows(`SELECT id FROM inbound_message WHERE from_address = '+12125550108'`)).toEqual([]);
    const [receipt] = await lab.rows<{ outcome: string; detail: object }>(
      `SELECT outcome, detail FROM provider_receipt WHERE address = '+12125550108'`,
    );
    expect(receipt!.outcome).toBe('ignored');
    expect(JSON.stringify(receipt!.detail)).not.toContain('secret');
  });

  it('answers HELP only where Twilio has not', async () => {
    const scope = await lab.team();
    const { address } = await person(scope, '+12125550109');
    await receive(text(address, 'HELP'));
    await receive(text(address, 'what is this', sharedNumber, { OptOutType: 'HELP' }));
    expect(
      await lab.rows(`SELECT id FROM message_ledger WHERE team_id = $1 AND source_kind = 'reply'`, [
        scope.teamId,
      ]),
    ).toEqual([]);
    await receive(text(address, 'ayuda'));
    expect(
      await lab.rows(
        `SELECT to_address, purpose FROM message_ledger WHERE team_id = $1 AND source_kind = 'reply'`,
        [scope.teamId],
      ),
    ).toEqual([{ to_address: address, purpose: 'transactional' }]);
  });

  it('follows a text through its statuses, in any order and more than once', async () => {
    const scope = await lab.team();
    const { id, address } = await person(scope, '+12125550110');
    for (const status of ['delivered', 'sent', 'queued', 'delivered', 'sent']) {
      const fields = { MessageSid: 'SMalive', MessageStatus: status, To: address, From: sharedNumber };
      await lab.postTwilio('either', fields, `?team=${scope.teamId}&mid=${id}`);
    }
    await lab.drain((jobs) => jobs.reverse());
    expect(await lab.rows(`SELECT state, provider_id FROM message_ledger WHERE id = $1`, [id])).toEqual([
      { state: 'delivered', provider_id: 'SMalive' },
    ]);
    expect(await lab.rows(`SELECT id FROM provider_receipt WHERE message_id = $1`, [id])).toHaveLength(3);
  });

  it('tells a text from a status on the one old address', async () => {
    const fields = text('+12125550111', 'hi');
    expect(await lab.postTwilio('either', fields)).toBe('inbound');
    expect(await lab.postTwilio('either', { MessageSid: 'SM2', MessageStatus: 'sent' })).toBe('status');
  });

  it('refuses a post of another address, without a signature, or without a sid', async () => {
    const fields = { MessageSid: 'SM3', MessageStatus: 'sent' };
    const { TwilioWebhook } = await import('../receipts/twilio-webhook.service');
    const { default: twilio } = await import('twilio');
    const post = (path: string, signature: string | undefined) =>
      lab.get(TwilioWebhook).status({
        ...{
          rawBody: Buffer.from(new URLSearchParams(fields).toString()),
          contentType: 'application/x-www-form-urlencoded',
        },
        ...{ signature, path },
      });
    const signed = twilio.getExpectedTwilioSignature(
      authToken,
      `${publicUrl}/api/webhooks/twilio/status?mid=1`,
      fields,
    );
    await expect(post('/api/webhooks/twilio/status?mid=2', signed)).rejects.toMatchObject({
      code: 'webhook_signature_invalid',
    });
    await expect(post('/api/webhooks/twilio/status?mid=1', undefined)).rejects.toMatchObject({
      code: 'webhook_signature_invalid',
    });
    await post('/api/webhooks/twilio/status?mid=1', signed);
    await expect(lab.postTwilio('status', { MessageStatus: 'sent' })).rejects.toMatchObject({
      code: 'webhook_malformed',
    });
  });

  it('keeps the list of suppressed addresses', async () => {
    const scope = await lab.team();
    const suppressions = lab.get(Suppressions);
    const by = { userId: null };
    const added = await suppressions.add(
      scope,
      { channel: 'EMAIL', address: ' Ann@Example.COM', scope: 'marketing' },
      by,
    );
    expect(added).toMatchObject({ address: 'ann@example.com', reason: 'manual', scope: 'marketing' });
    const again = { channel: 'EMAIL', address: 'ann@example.com', scope: 'marketing' } as const;
    await expect(suppressions.add(scope, again, by)).rejects.toMatchObject({ code: 'suppression_exists' });
    await expect(suppressions.add(scope, { ...again, address: 'nobody' }, by)).rejects.toMatchObject({
      kind: 'invalid',
    });
    expect(await suppressions.list(scope, { address: 'ANN@example.com', limit: 5 })).toHaveLength(1);
    expect(await suppressions.list(scope, { address: 'not an address', limit: 5 })).toEqual([]);
    await expect(suppressions.remove(await lab.team(), added.id, by)).rejects.toMatchObject({
      code: 'suppression_not_found',
    });
    await suppressions.remove(scope, added.id, by);
    expect(await suppressions.list(scope, { limit: 5 })).toEqual([]);
  });
});
