import { createSandbox, type Sandbox } from '../../../../apps/sandbox/src/sandbox';
import { eventually } from '../../../../test/support/eventually';
import { authToken, publicUrl } from './receipts-lab';
import { RoutesLab } from './routes-lab';

const accountSid = `AC${'0'.repeat(32)}`;

/** Two sides written apart, from the providers' documentation: what one signs, the other must take. */
describe('webhooks as the sandbox sends them', () => {
  let routes: RoutesLab;
  let sandbox: Sandbox;
  beforeAll(async () => {
    routes = await RoutesLab.start();
    sandbox = await createSandbox({
      sendgridPrivateKey: routes.lab.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
      twilioAuthToken: authToken,
      // Chance stays out of it: only addresses that ask for it bounce.
      settings: {
        targetUrl: routes.origin,
        publicUrl,
        sendgrid: { mix: { dropped: 0, bounce: 0, blocked: 0 } },
      },
    });
  });
  afterAll(async () => {
    await sandbox.close();
    await routes.stop();
  });

  it('follows a mail from its acceptance to its bounce', async () => {
    const scope = await routes.lab.team();
    const [fine] = await routes.lab.messages(scope);
    const [dead] = await routes.lab.messages(scope, { address: 'bounce-1@example.com' });
    const accepted = await fetch(`${sandbox.url}/v3/mail/send`, {
      method: 'POST',
      headers: { authorization: 'Bearer SG.sandbox', 'content-type': 'application/json' },
      body: JSON.stringify({
        from: { email: 'hello@bell.example' },
        subject: 'Hi',
        content: [{ type: 'text/plain', value: 'Hi' }],
        personalizations: [fine!, dead!].map(({ id, address }) => ({
          to: [{ email: address }],
          custom_args: { crm_message_id: id, crm_team_id: scope.teamId },
        })),
      }),
    });
    expect(accepted.status).toBe(202);
    const stateOf = async (id: string) =>
      (await routes.lab.rows<{ state: string }>(`SELECT state FROM message_ledger WHERE id = $1`, [id]))[0]
        ?.state;
    await eventually(async () => {
      await routes.lab.drain();
      expect([await stateOf(fine!.id), await stateOf(dead!.id)]).toEqual(['delivered', 'bounced']);
    }, 20_000);
    expect(
      await routes.lab.rows(`SELECT reason FROM suppression WHERE team_id = $1`, [scope.teamId]),
    ).toEqual([{ reason: 'hard_bounce' }]);
  });

  it('takes a STOP', async () => {
    const scope = await routes.lab.team();
    await routes.lab.messages(scope, { channel: 'SMS', address: '+12125550101' });
    const sent = await sandbox.control.inboundText({
      from: '+12125550101',
      to: '+15005550006',
      body: 'STOP',
      accountSid,
    });
    expect(sent.outcome).toMatchObject({
      status: 200,
      body: expect.stringContaining('<Response/>') as string,
    });
    await routes.lab.drain();
    expect(
      await routes.lab.rows(`SELECT reason FROM suppression WHERE team_id = $1`, [scope.teamId]),
    ).toEqual([{ reason: 'stop' }]);
  });

  it('takes a mail with an attachment', async () => {
    const scope = await routes.lab.team();
    const [{ address } = { address: '' }] = await routes.lab.messages(scope);
    const outcome = await sandbox.control.inboundMail({
      ...{ from: `Ann <${address}>`, to: 'reply@crm.example', subject: 'Re: tour', text: 'Sunday at ten? ü' },
      attachments: [{ filename: 'plan.pdf', type: 'application/pdf', content: 'AAAA' }],
    });
    expect(outcome).toMatchObject({ outcome: { status: 204 } });
    await routes.lab.drain();
    const [mail] = await routes.lab.rows<{
      body: string;
      classified: string;
      metadata: { attachments: object[] };
    }>(`SELECT body, classified, metadata FROM inbound_message WHERE team_id = $1`, [scope.teamId]);
    expect(mail).toMatchObject({
      ...{ body: 'Sunday at ten? ü', classified: 'none' },
      metadata: { attachments: [{ filename: 'plan.pdf', contentType: 'application/pdf', bytes: 3 }] },
    });
  });
});
