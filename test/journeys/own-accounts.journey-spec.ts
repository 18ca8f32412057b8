import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { rotateSecrets } from '../../apps/worker/src/rotate-secrets';
import { ApiClient } from '../../scripts/demo/api-client';
import { testEnv } from '../support/environment';
import { eventually } from '../support/eventually';
import { Product } from '../support/product';

const apiKey = 'SG.own-key-of-the-team-k3x9';
const account = { accountSid: `AC${'ab12'.repeat(8)}`, authToken: 'fedcba9876543210fedcba9876543210' };
const eventTime = '2026-05-28T20:26:40.000Z';
const labelOf = (key: string) => `key-${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;

interface Team {
  api: ApiClient;
  id: string;
}
type Sent = { messageId: string; to: string };

describe('a team with accounts of its own', () => {
  let product: Product;
  let team: Team;
  let stranger: Team;
  /** The key with which the team's SendGrid account signs. */
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const webhookPublicKey = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');

  async function signUp(name: string): Promise<Team> {
    const api = new ApiClient(product.url);
    const login = { email: `owner@${name}.example`, password: 'seven lamps on a green barn' };
    await api.post('/api/auth/register', { ...login, name: 'Ora Field', teamName: name });
    api.signIn((await api.post<{ accessToken: string }>('/api/auth/login', login)).accessToken);
    return { api, id: (await api.get<{ id: string }>('/api/settings/business')).id };
  }

  beforeAll(async () => {
    product = await Product.start();
    team = await signUp('own');
    stranger = await signUp('stranger');
  }, 60_000);
  afterAll(() => product.stop());

  const accepted = async (address: string) => {
    const page = await fetch(`${product.sandbox.url}/_control/record?limit=1000`);
    const { data } = (await page.json()) as { data: { address: string; account: string }[] };
    return data.filter((entry) => entry.address === address).map((entry) => entry.account);
  };
  const stateOf = async ({ api }: Team, id: string) =>
    (await api.get<{ state: string }>(`/api/messages/${id}`)).state;
  const inState = ({ messageId }: Sent, state: string, of = team) =>
    eventually(async () => expect(await stateOf(of, messageId)).toBe(state), 20_000);
  /** An event as the team's own account would post it. */
  async function postEvent(event: object, to: string, key = privateKey): Promise<number> {
    const body = JSON.stringify([
      { timestamp: Date.parse(eventTime) / 1_000, sg_message_id: 'own', ...event },
    ]);
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const signature = sign('sha256', Buffer.from(timestamp + body), key).toString('base64');
    const answer = await fetch(`${product.url}/api/webhooks/sendgrid?team=${to}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-twilio-email-event-webhook-signature': signature,
        'x-twilio-email-event-webhook-timestamp': timestamp,
      },
      body,
    });
    return answer.status;
  }

  it('shows the end of its secrets and never more', async () => {
    const email = await team.api.put('/api/settings/email', {
      ...{ apiKey, webhookPublicKey, fromName: 'Own Homes', fromAddress: 'hello@own.example' },
    });
    const url = `https://crm.example.com/api/webhooks/sendgrid`;
    expect(email).toEqual({
      ...{ ownAccount: true, apiKeyLast4: 'k3x9', webhookKeySet: true },
      ...{ fromName: 'Own Homes', fromAddress: 'hello@own.example' },
      eventWebhookUrl: `${url}?team=${team.id}`,
      inboundWebhookUrl: `${url}/inbound?team=${team.id}`,
    });
    const sms = await team.api.put('/api/settings/sms', { ...account, fromNumber: '+15125550188' });
    expect(sms).toMatchObject({ ownAccount: true, accountSid: account.accountSid, authTokenLast4: '3210' });
    expect(await team.api.get('/api/settings/email')).toEqual(email);
    const { rows } = await product.database.admin.query(
      `SELECT coalesce(json_agg(a)::text, '') || coalesce((SELECT json_agg(t)::text FROM activity t), '') AS dump FROM provider_account a`,
    );
    for (const secret of [apiKey, account.authToken]) expect(rows[0].dump).not.toContain(secret.slice(0, 8));
    expect(rows[0].dump).toContain(
      'Settings of mail changed: apiKey, webhookPublicKey, fromName, fromAddress',
    );
    expect(await stranger.api.get('/api/settings/email')).toMatchObject({
      ownAccount: false,
      apiKeyLast4: null,
    });
  });

  it.each([
    ['email', { apiKey: 'short' }],
    ['email', { apiKey: 'SG.with a blank in it' }],
    ['email', { fromName: 'A\r\nBcc: b@example.com' }],
    ['email', { baseUrl: 'https://elsewhere.example' }],
    ['sms', { accountSid: account.accountSid }],
    ['sms', { authToken: account.authToken }],
    ['sms', { fromNumber: '5125550188' }],
  ])('%s refuses %j', async (channel, body) => {
    await expect(team.api.put(`/api/settings/${channel}`, body)).rejects.toThrow('answered 400');
  });

  it('a webhook key needs an account, and another account another key', async () => {
    await expect(stranger.api.put('/api/settings/email', { webhookPublicKey })).rejects.toThrow(
      'own_account_missing',
    );
    const changed = await team.api.put('/api/settings/email', { apiKey });
    expect(changed).toMatchObject({ webhookKeySet: false });
    await team.api.put('/api/settings/email', { webhookPublicKey });
  });

  it('sends through them, and another team does not', async () => {
    const [mail, text] = [
      await team.api.post<Sent>('/api/settings/email/test', {}),
      await team.api.post<Sent>('/api/settings/sms/test', { to: '(512) 555-0143' }),
    ];
    const theirs = await stranger.api.post<Sent>('/api/settings/email/test', { to: 'x@stranger.example' });
    expect([mail.to, text.to]).toEqual(['owner@own.example', '+15125550143']);
    // The sandbox signs status callbacks with the account's own token, as Twilio does.
    await inState(text, 'delivered');
    await inState(mail, 'delivered');
    await inState(theirs, 'delivered', stranger);
    expect(await accepted(text.to)).toEqual([account.accountSid]);
    expect(await accepted(theirs.to)).toEqual([labelOf('SG.sandbox')]);
    // The mail that confirmed the address went before there was a key.
    expect(await accepted(mail.to)).toEqual([labelOf('SG.sandbox'), labelOf(apiKey)]);
  });

  it('hears posts of its own account, of its own messages only', async () => {
    const send = async (of: Team, to: string) => {
      const sent = await of.api.post<Sent>('/api/settings/email/test', { to });
      await inState(sent, 'delivered', of);
      return sent;
    };
    const ours = await send(team, 'open@own.example');
    const theirs = await send(stranger, 'open@stranger.example');
    const event = (of: Team, { messageId, to }: Sent) => ({
      ...{ event: 'open', email: to, sg_event_id: `open-${messageId}` },
      ...{ crm_message_id: messageId, crm_team_id: of.id },
    });
    expect(await postEvent(event(stranger, theirs), team.id)).toBe(204);
    expect(await postEvent(event(team, ours), team.id)).toBe(204);
    const opened = async (of: Team, { messageId }: Sent) =>
      (await of.api.get<{ openedAt: string | null }>(`/api/messages/${messageId}`)).openedAt;
    // Opens of the sandbox's own are of today.
    await eventually(async () => expect(await opened(team, ours)).toBe(eventTime));
    expect(await opened(stranger, theirs)).not.toBe(eventTime);
    // A team without a key, one that does not exist, and another's key: all refused.
    const another = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    expect(await postEvent(event(stranger, theirs), stranger.id)).toBe(401);
    expect(await postEvent(event(team, ours), '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f')).toBe(401);
    expect(await postEvent(event(team, ours), team.id, another)).toBe(401);
  });

  it('takes a reply that its own account hands on, for itself alone', async () => {
    const to = '+15125550177';
    const sends = [team, stranger].map(({ api }) => api.post<Sent>('/api/settings/sms/test', { to }));
    for (const [index, sent] of (await Promise.all(sends)).entries())
      await inState(sent, 'delivered', [team, stranger][index]);
    const { accountSid } = account;
    await product.sandbox.control.inboundText({ from: to, to: '+15125550188', body: 'STOP', accountSid });
    const suppressed = async ({ api }: Team) =>
      (await api.get<{ data: { address: string }[] }>('/api/suppressions')).data.map(
        ({ address }) => address,
      );
    await eventually(async () => expect(await suppressed(team)).toEqual([to]));
    expect(await suppressed(stranger)).toEqual([]);
  });

  it('goes on when the key of the installation is changed', async () => {
    const keys = {
      ENCRYPTION_KEY: 'the next key of thirty-two chars!',
      ENCRYPTION_KEY_PREVIOUS: testEnv(product.database).ENCRYPTION_KEY,
    };
    const sealed = async () =>
      (
        await product.database.admin.query<{ secret: string }>(
          'SELECT secret FROM provider_account ORDER BY id',
        )
      ).rows;
    const before = await sealed();
    const missing = testEnv(product.database, { ...keys, ENCRYPTION_KEY_PREVIOUS: '' });
    expect((await rotateSecrets(missing)).unreadable).toHaveLength(2);
    expect(await sealed()).toEqual(before);
    expect(await rotateSecrets(testEnv(product.database, keys))).toEqual({ renewed: 2, unreadable: [] });
    expect(await rotateSecrets(testEnv(product.database, keys))).toEqual({ renewed: 0, unreadable: [] });
    const heads = (await sealed()).map(({ secret }) => secret.split('.').slice(0, 2).join('.'));
    expect(new Set(heads).size).toBe(1);
    expect(heads[0]).not.toBe(before[0]!.secret.split('.').slice(0, 2).join('.'));
    // Whoever does not know the new key sends nothing, least of all through another account.
    const sent = await team.api.post<Sent>('/api/settings/sms/test', { to: '+15125553001' });
    await eventually(async () => {
      const { rows } = await product.database.admin.query(
        `SELECT k.attempts FROM message m JOIN message_chunk k ON k.id = m.chunk_id WHERE m.id = $1`,
        [sent.messageId],
      );
      expect(rows[0].attempts).toBeGreaterThanOrEqual(1);
    });
    expect([await stateOf(team, sent.messageId), await accepted(sent.to)]).toEqual(['queued', []]);
  }, 40_000);
});
