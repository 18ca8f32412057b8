import type { TenantScope } from '@platform/database';
import twilio from 'twilio';
import { authToken, publicUrl, type SentMessage } from './receipts-lab';
import { RoutesLab } from './routes-lab';

const json = 'application/json';
const formType = 'application/x-www-form-urlencoded';

describe('routes of webhooks, unsubscribing and suppression', () => {
  let routes: RoutesLab;
  let scope: TenantScope;
  let message: SentMessage;
  beforeAll(async () => {
    routes = await RoutesLab.start();
  });
  afterAll(() => routes.stop());
  beforeEach(async () => {
    scope = routes.caller.scope = await routes.lab.team();
    routes.caller.role = 'OWNER';
    [message] = (await routes.lab.messages(scope)) as [SentMessage];
  });
  const receipts = () => routes.lab.rows(`SELECT id FROM provider_receipt`).then(({ length }) => length);

  describe('POST /api/webhooks/sendgrid', () => {
    const post = (
      raw: Buffer,
      signature: { signature: string; timestamp: string } = routes.lab.signed(raw),
      type = json,
    ) =>
      routes.request('/api/webhooks/sendgrid', {
        method: 'POST',
        body: new Uint8Array(raw),
        headers: {
          'content-type': type,
          'x-twilio-email-event-webhook-signature': signature.signature,
          'x-twilio-email-event-webhook-timestamp': signature.timestamp,
        },
      });
    const bytes = (padding = '') =>
      Buffer.from(
        `[ {"event":"open", "email":"${message.address}","timestamp":1780000000,"sg_event_id":"${message.id}${padding.length}",` +
          `"crm_message_id":"${message.id}","crm_team_id":"${scope.teamId}","padding":"${padding}"}]\r\n`,
      );

    it('takes signed bytes as they are, however they are written', async () => {
      const answer = await post(bytes());
      expect(answer.status).toBe(204);
      await routes.lab.drain();
      expect(
        await routes.lab.rows(`SELECT open_count FROM message_ledger WHERE id = $1`, [message.id]),
      ).toEqual([{ open_count: 1 }]);
    });

    it('takes more than a megabyte and not more than four', async () => {
      expect((await post(bytes('x'.repeat(1_500_000)))).status).toBe(204);
      const before = await receipts();
      const answer = await post(bytes('x'.repeat(4_200_000)));
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        413,
        'body_too_large',
      ]);
      expect(await receipts()).toBe(before);
    });

    it('answers 401 to whatever is not signed, and keeps nothing', async () => {
      const before = await receipts();
      const raw = bytes();
      const good = routes.lab.signed(raw);
      const bad = [
        await post(raw.subarray(0, -2), good),
        await post(raw, { ...good, timestamp: `${Number(good.timestamp) + 1}` }),
        await post(raw, { ...good, signature: 'AAAA' }),
        await routes.request('/api/webhooks/sendgrid', {
          method: 'POST',
          body: new Uint8Array(raw),
          headers: { 'content-type': json },
        }),
        await routes.request('/api/webhooks/sendgrid', { method: 'POST' }),
      ];
      for (const answer of bad) {
        expect(answer.status).toBe(401);
        expect(answer.headers.get('content-type')).toContain('application/problem+json');
        expect(await answer.json()).toMatchObject({ code: 'webhook_signature_invalid' });
      }
      expect(await receipts()).toBe(before);
    });

    it('answers 400 to signed bytes that are no events', async () => {
      const answer = await post(Buffer.from('{"event":"open"}'));
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        400,
        'webhook_malformed',
      ]);
    });

    it('takes a mail with an attachment', async () => {
      const form = new FormData();
      for (const [name, value] of Object.entries({
        from: message.address,
        to: 'in@crm.example',
        subject: 'unsubscribe',
        text: '',
        headers: '',
      })) {
        form.set(name, value);
      }
      form.set('attachment1', new Blob(['x'.repeat(5_000_000)]), 'a.bin');
      const request = new Request('http://127.0.0.1/', { method: 'POST', body: form });
      const raw = Buffer.from(await request.arrayBuffer());
      const { signature, timestamp } = routes.lab.signed(raw);
      const answer = await routes.request('/api/webhooks/sendgrid/inbound', {
        method: 'POST',
        body: new Uint8Array(raw),
        headers: {
          'content-type': request.headers.get('content-type')!,
          'x-twilio-email-event-webhook-signature': signature,
          'x-twilio-email-event-webhook-timestamp': timestamp,
        },
      });
      expect(answer.status).toBe(204);
      await routes.lab.drain();
      expect(
        await routes.lab.rows(`SELECT reason, scope FROM suppression WHERE address = $1`, [message.address]),
      ).toEqual([{ reason: 'unsubscribed', scope: 'marketing' }]);
    });
  });

  describe('POST /api/webhooks/twilio', () => {
    const post = (path: string, fields: Record<string, string>, signedFor = path) =>
      routes.request(path, {
        method: 'POST',
        body: new URLSearchParams(fields).toString(),
        headers: {
          'content-type': `${formType}; charset=UTF-8`,
          'x-twilio-signature': twilio.getExpectedTwilioSignature(authToken, publicUrl + signedFor, fields),
        },
      });

    it('takes a status by the public address, its query included', async () => {
      const path = `/api/webhooks/twilio/status?team=${scope.teamId}&mid=${message.id}`;
      const status = { MessageSid: 'SM1', MessageStatus: 'delivered', To: '+12125550101' };
      expect((await post(path, status)).status).toBe(204);
      expect((await post(path, status, path.replace('mid=', 'mid=0'))).status).toBe(401);
      await routes.lab.drain();
      expect(await routes.lab.rows(`SELECT state FROM message_ledger WHERE id = $1`, [message.id])).toEqual([
        { state: 'delivered' },
      ]);
    });

    it.each(['/api/webhooks/twilio/inbound', '/api/webhooks/twilio'])(
      'answers a text at %s with TwiML that says nothing',
      async (path) => {
        const answer = await post(path, {
          MessageSid: 'SM2',
          SmsStatus: 'received',
          From: '+12125550101',
          To: '+15005550006',
          Body: 'hi',
        });
        expect(answer.status).toBe(200);
        expect(answer.headers.get('content-type')).toContain('text/xml');
        expect(await answer.text()).toContain('<Response/>');
      },
    );

    it('knows no limit per address', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          post('/api/webhooks/twilio/status', { MessageSid: `SMx${n}`, MessageStatus: 'sent' }),
        ),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    });
  });

  describe('/api/unsubscribe/:token', () => {
    const suppressed = () =>
      routes.lab
        .rows(`SELECT id FROM suppression WHERE team_id = $1`, [scope.teamId])
        .then(({ length }) => length);

    it('shows a page that loads nothing, and changes nothing', async () => {
      const answer = await routes.request(routes.linkOf(scope, message.id));
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(answer.headers.get('set-cookie')).toBeNull();
      expect(await answer.text()).toMatch(
        /<form method="post">.*Bell Realty|Bell Realty.*<form method="post">/s,
      );
      expect(await suppressed()).toBe(0);
    });

    it.each<[string, () => RequestInit]>([
      ['a form', () => ({ body: 'List-Unsubscribe=One-Click', headers: { 'content-type': formType } })],
      [
        'a multipart form, as RFC 8058 prefers',
        () => {
          const body = new FormData();
          body.set('List-Unsubscribe', 'One-Click');
          return { body };
        },
      ],
      ['nothing', () => ({})],
    ])('unsubscribes by one click with %s', async (_, init) => {
      const answer = await routes.request(routes.linkOf(scope, message.id), { method: 'POST', ...init() });
      expect(answer.status).toBe(200);
      expect(await suppressed()).toBe(1);
      expect(
        await routes.lab.rows(`SELECT source FROM consent_record WHERE team_id = $1`, [scope.teamId]),
      ).toEqual([{ source: 'one_click' }]);
    });

    it("takes the page's own button, from many people behind one address", async () => {
      const post = () =>
        routes.request(routes.linkOf(scope, message.id), {
          method: 'POST',
          body: 'from=page',
          headers: { 'content-type': formType },
        });
      const answers = await Promise.all(Array.from({ length: 10 }, post));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(
        await routes.lab.rows(`SELECT source FROM consent_record WHERE team_id = $1`, [scope.teamId]),
      ).toEqual([{ source: 'unsubscribe_page' }]);
    });

    it('shows a page that says so for a link that is not ours', async () => {
      for (const method of ['GET', 'POST']) {
        const answer = await routes.request(`${routes.linkOf(scope, message.id)}x`, { method });
        expect(answer.status).toBe(404);
        expect(await answer.text()).toContain('This link does not work');
      }
      expect(await suppressed()).toBe(0);
    });

    it('does not let a name become markup', async () => {
      await routes.lab.rows(`UPDATE team SET name = '<script>alert(1)</script>' WHERE id = $1`, [
        scope.teamId,
      ]);
      const page = await (await routes.request(routes.linkOf(scope, message.id))).text();
      expect(page).not.toContain('<script>');
    });
  });

  describe('/api/suppressions and /api/opt-out-reviews', () => {
    const add = (body: object) => routes.json('POST', '/api/suppressions', body);

    it('adds, lists page by page and removes', async () => {
      for (const name of ['a', 'b', 'c']) {
        expect((await add({ channel: 'EMAIL', address: `${name}@example.com` })).status).toBe(201);
      }
      type Page = { data: { id: string; address: string; scope: string }[]; nextCursor: string | null };
      const list = async (query: string) =>
        (await (await routes.json('GET', `/api/suppressions?${query}`)).json()) as Page;
      const first = await list('limit=2');
      const second = await list(`limit=2&cursor=${first.nextCursor}`);
      expect([...first.data, ...second.data].map(({ address }) => address)).toEqual([
        'c@example.com',
        'b@example.com',
        'a@example.com',
      ]);
      expect(second.nextCursor).toBeNull();
      expect((await list('address=A@EXAMPLE.com')).data).toHaveLength(1);
      const { id } = first.data[0]!;
      expect((await routes.json('DELETE', `/api/suppressions/${id}`)).status).toBe(204);
      expect((await routes.json('DELETE', `/api/suppressions/${id}`)).status).toBe(404);
    });

    it.each<[string, object, string]>([
      [
        'an unknown property',
        { channel: 'EMAIL', address: 'a@example.com', reason: 'hard_bounce' },
        'reason',
      ],
      ['an unknown channel', { channel: 'FAX', address: 'a@example.com' }, 'channel'],
      ['no address of that channel', { channel: 'SMS', address: 'a@example.com' }, 'address'],
      ['a number for an address', { channel: 'EMAIL', address: 7 }, 'address'],
    ])('refuses %s', async (_, body, field) => {
      const answer = await add(body);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: 'validation_failed', errors: [{ field }] });
    });

    it("does not show or remove another team's", async () => {
      const { id } = (await (await add({ channel: 'EMAIL', address: 'a@example.com' })).json()) as {
        id: string;
      };
      routes.caller.scope = await routes.lab.team();
      expect(await (await routes.json('GET', '/api/suppressions')).json()).toEqual({
        data: [],
        nextCursor: null,
      });
      expect((await routes.json('DELETE', `/api/suppressions/${id}`)).status).toBe(404);
    });

    it('lets a member read the list and not change it', async () => {
      routes.caller.role = 'MEMBER';
      expect((await routes.json('GET', '/api/suppressions')).status).toBe(200);
      expect((await add({ channel: 'EMAIL', address: 'a@example.com' })).status).toBe(403);
    });

    it('lists reviews and takes a decision', async () => {
      const [{ id } = { id: '' }] = await routes.lab.rows<{ id: string }>(
        `INSERT INTO opt_out_review (id, team_id, channel, address, text) VALUES (gen_random_uuid(), $1, 'SMS', '+12125550101', 'hm') RETURNING id`,
        [scope.teamId],
      );
      await routes.lab.rows(
        `INSERT INTO task (id, team_id, title, due_at, dedupe_key, updated_at)
         VALUES (gen_random_uuid(), $1, 'Is this an opt-out?', now(), 'opt-out-review:SMS:+12125550101', now())`,
        [scope.teamId],
      );
      const open = (await (await routes.json('GET', '/api/opt-out-reviews?state=open')).json()) as {
        data: { id: string }[];
      };
      expect(open.data).toMatchObject([{ id, text: 'hm', resolution: null }]);
      expect(
        (await routes.json('POST', `/api/opt-out-reviews/${id}/resolve`, { resolution: 'maybe' })).status,
      ).toBe(400);
      const resolved = await routes.json('POST', `/api/opt-out-reviews/${id}/resolve`, {
        resolution: 'keep',
      });
      expect([resolved.status, await resolved.json()]).toMatchObject([200, { resolution: 'keep' }]);
      // Nobody is left with a task that was done elsewhere.
      expect(await routes.lab.rows(`SELECT status FROM task WHERE team_id = $1`, [scope.teamId])).toEqual([
        { status: 'COMPLETED' },
      ]);
      const again = await routes.json('POST', `/api/opt-out-reviews/${id}/resolve`, {
        resolution: 'opt_out',
      });
      expect([again.status, ((await again.json()) as { code: string }).code]).toEqual([
        409,
        'opt_out_review_resolved',
      ]);
      expect(await (await routes.json('GET', '/api/opt-out-reviews?state=open')).json()).toMatchObject({
        data: [],
      });
    });
  });
});
