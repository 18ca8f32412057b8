import { createHmac } from 'node:crypto';
import { ApiUnderTest, bearer, goodPassword, someEmail, type Person } from './api-client';

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('sign-up and sign-in', () => {
  let api: ApiUnderTest;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
  });
  afterAll(() => api.stop());

  const me = (accessToken: string) => api.get('/api/auth/me', { accessToken });

  it('makes a user who owns a new team', async () => {
    const owner = await api.owner();
    const answer = await me(owner.accessToken);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      email: owner.email,
      role: 'OWNER',
      team: { name: 'Bell Realty' },
      emailVerified: false,
    });
    expect(answer.body.permissions).toContain('jobs:manage');
    expect(answer.text).not.toMatch(/hash|password/i);
    const { rows } = await api.database.admin.query('SELECT password_hash FROM app_user WHERE email = $1', [
      owner.email,
    ]);
    expect(rows[0].password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,/);
  });

  it('compares addresses without regard to case and spaces', async () => {
    const email = await api.register();
    expect((await api.login(` ${email.toUpperCase()} `)).accessToken).toBeTruthy();
  });

  it.each([
    ['short', 'password_too_short'],
    ['Password1234', 'password_too_common'],
    ['brickwork2026', 'password_too_common'],
    ['x'.repeat(129), 'password_too_long'],
  ])('refuses the password %s', async (password, code) => {
    const answer = await api.post('/api/auth/register', { email: someEmail(), password, name: 'Sam' });
    expect([answer.status, answer.body.errors]).toEqual([
      400,
      [expect.objectContaining({ field: 'password', code })],
    ]);
  });

  it('shows and changes the profile', async () => {
    const owner = await api.owner();
    const changed = await api.send(
      'PUT',
      '/api/auth/me',
      { name: 'Sam B.', timezone: 'Europe/Berlin', avatar: 'https://cdn.example/a.png' },
      bearer(owner),
    );
    expect(changed.body).toMatchObject({
      name: 'Sam B.',
      timezone: 'Europe/Berlin',
      avatar: 'https://cdn.example/a.png',
      language: 'en',
    });
    expect((await api.send('PUT', '/api/auth/me', { avatar: null }, bearer(owner))).body).toMatchObject({
      name: 'Sam B.',
      avatar: null,
    });
    for (const body of [
      { role: 'OWNER' },
      { email: 'x@example.com' },
      { name: null },
      { timezone: 'Mars/Base' },
      { avatar: 'javascript:1' },
    ]) {
      expect((await api.send('PUT', '/api/auth/me', body, bearer(owner))).status).toBe(400);
    }
  });

  describe('answers the same whether an account exists or not', () => {
    const timed = async (work: () => Promise<{ status: number; text: string }>) => {
      const started = performance.now();
      const { status, text } = await work();
      return {
        ms: performance.now() - started,
        shape: `${status} ${text.replaceAll(/"requestId":"[^"]*"/g, '')}`,
      };
    };
    const quantile = (values: number[], share: number) =>
      values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]!;
    const median = (values: number[]) => quantile(values, 0.5);
    /** How far the middle half of the answers to one kind of request lie apart: what a busy machine adds by itself. */
    const spread = (values: number[]) => quantile(values, 0.75) - quantile(values, 0.25);

    it.each([
      ['register', (email: string) => ({ email, password: goodPassword, name: 'Sam' }), 195],
      ['login', (email: string) => ({ email, password: 'not the password at all' }), 0],
      ['forgot-password', (email: string) => ({ email }), 95],
    ])('%s', async (route, body, floor) => {
      const known = await api.register();
      const shapes = new Set<string>();
      const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
      for (let round = 0; round < 15; round += 1) {
        for (const [kind, email] of [
          ['known', known],
          ['unknown', someEmail()],
        ] as const) {
          const { ms, shape } = await timed(() => api.post(`/api/auth/${route}`, body(email)));
          shapes.add(shape);
          times[kind].push(ms);
        }
      }
      expect([...shapes]).toHaveLength(1);
      const noise = Math.max(15, spread(times.known), spread(times.unknown));
      expect(Math.abs(median(times.known) - median(times.unknown))).toBeLessThan(noise);
      // Work of different length hides in one duration: no answer comes before it.
      expect(Math.min(...times.known, ...times.unknown)).toBeGreaterThanOrEqual(floor);
    });

    it('and a second sign-up changes nothing but tells the owner, once a day', async () => {
      const email = await api.register();
      for (const password of ['another good password', 'and one more of them']) {
        expect((await api.post('/api/auth/register', { email, password, name: 'Mallory' })).status).toBe(202);
      }
      expect((await api.post('/api/auth/login', { email, password: 'another good password' })).status).toBe(
        401,
      );
      expect((await api.login(email)).accessToken).toBeTruthy();
      const { rows } = await api.database.admin.query(
        `SELECT c.subject FROM message_ledger m JOIN message_content c ON c.id = m.content_id WHERE m.to_address = $1 ORDER BY m.id`,
        [email],
      );
      expect(rows.map(({ subject }) => subject)).toEqual([
        'Confirm your e-mail address',
        'You already have an account',
      ]);
    });

    it('and fifty sign-ups at once make one user and one team', async () => {
      const email = someEmail();
      const body = { email, password: goodPassword, name: 'Sam', teamName: `Race ${email}` };
      // More at once than the hasher lets wait are told to come back; that is not an account either.
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => api.post('/api/auth/register', body)),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202, 503]));
      const { rows } = await api.database.admin.query(
        `SELECT (SELECT count(*)::int FROM app_user WHERE email = $1) AS users, (SELECT count(*)::int FROM team WHERE name = $2) AS teams`,
        [email, body.teamName],
      );
      expect(rows[0]).toEqual({ users: 1, teams: 1 });
    });
  });

  describe('access tokens', () => {
    let owner: Person;
    let claims: Record<string, unknown>;

    beforeAll(async () => {
      owner = await api.owner();
      claims = JSON.parse(Buffer.from(owner.accessToken.split('.')[1]!, 'base64url').toString());
    });

    const signed = (
      payload: object,
      header: object = { alg: 'HS256', typ: 'JWT' },
      secret = api.api.env.JWT_SECRET,
      hash = 'sha256',
    ) => {
      const body = `${base64(header)}.${base64(payload)}`;
      return `${body}.${createHmac(hash, secret).update(body).digest('base64url')}`;
    };

    it('say who and which session, and nothing of a role', () => {
      expect(Object.keys(claims).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'sid', 'sub', 'tid', 'typ']);
      expect((claims.exp as number) - (claims.iat as number)).toBe(900);
    });

    it('signed by us with the same claims is accepted, so the refusals below mean something', async () => {
      expect((await me(signed(claims))).status).toBe(200);
    });

    const without = (name: string) =>
      Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));
    const cases: [string, () => string, string][] = [
      ['alg none', () => `${base64({ alg: 'none', typ: 'JWT' })}.${base64(claims)}.`, 'token_invalid'],
      [
        'alg none with the signature kept',
        () => `${base64({ alg: 'none' })}.${base64(claims)}.${owner.accessToken.split('.')[2]}`,
        'token_invalid',
      ],
      ['HS512', () => signed(claims, { alg: 'HS512', typ: 'JWT' }, undefined, 'sha512'), 'token_invalid'],
      ['RS256 with our secret as key', () => signed(claims, { alg: 'RS256', typ: 'JWT' }), 'token_invalid'],
      [
        'a kid that names a file',
        () => signed(claims, { alg: 'HS256', kid: '/dev/null' }, ''),
        'token_invalid',
      ],
      ['another secret', () => signed(claims, undefined, 'x'.repeat(40)), 'token_invalid'],
      [
        'the refresh secret',
        () => signed(claims, undefined, api.api.env.JWT_REFRESH_SECRET),
        'token_invalid',
      ],
      [
        'changed claims',
        () => owner.accessToken.replace(/\.[^.]+\./, `.${base64({ ...claims, tid: claims.sub })}.`),
        'token_invalid',
      ],
      [
        'expired 31 s ago',
        () => signed({ ...claims, exp: Math.floor(Date.now() / 1_000) - 31 }),
        'token_expired',
      ],
      ['no expiry', () => signed(without('exp')), 'token_invalid'],
      ['another audience', () => signed({ ...claims, aud: 'other' }), 'token_invalid'],
      ['no audience', () => signed(without('aud')), 'token_invalid'],
      ['another issuer', () => signed({ ...claims, iss: 'other' }), 'token_invalid'],
      ['another type', () => signed({ ...claims, typ: 'refresh' }), 'token_invalid'],
      ['no type', () => signed(without('typ')), 'token_invalid'],
      [
        'not yet valid',
        () => signed({ ...claims, nbf: Math.floor(Date.now() / 1_000) + 60 }),
        'token_invalid',
      ],
      ['a session id that is no id', () => signed({ ...claims, sid: "' OR 1=1" }), 'token_invalid'],
      ['a session that is not there', () => signed({ ...claims, sid: claims.sub }), 'session_ended'],
      ['another team', () => signed({ ...claims, tid: claims.sub }), 'session_ended'],
      ['another user', () => signed({ ...claims, sub: claims.tid }), 'session_ended'],
      ['a payload that is no object', () => signed(['x']), 'token_invalid'],
      ['the refresh token', () => owner.refreshToken, 'token_invalid'],
      ['nonsense', () => 'a.b.c', 'token_invalid'],
    ];
    it.each(cases)('refuses %s', async (_name, token, code) => {
      const answer = await me(token());
      expect([answer.status, answer.body.code]).toEqual([401, code]);
    });

    it('still accepts one that expired 25 s ago: clocks differ', async () => {
      expect((await me(signed({ ...claims, exp: Math.floor(Date.now() / 1_000) - 25 }))).status).toBe(200);
    });

    it('takes the role from the database', async () => {
      const other = await api.owner();
      await api.database.admin.query(
        `UPDATE membership SET role = 'MEMBER' WHERE user_id = (SELECT id FROM app_user WHERE email = $1)`,
        [other.email],
      );
      expect((await me(other.accessToken)).body.role).toBe('MEMBER');
    });
  });

  describe('refresh', () => {
    const refresh = (refreshToken: string) => api.post('/api/auth/refresh', { refreshToken });

    it('rotates: each token leads to the next one, and none is stored as it is', async () => {
      const owner = await api.owner();
      const first = await refresh(owner.refreshToken);
      const second = await refresh(first.body.refreshToken);
      expect([first.status, second.status]).toEqual([200, 200]);
      expect(new Set([owner.refreshToken, first.body.refreshToken, second.body.refreshToken]).size).toBe(3);
      expect((await me(second.body.accessToken)).status).toBe(200);
      const { rows } = await api.database.admin.query(
        'SELECT string_agg(refresh_token::text, $1) AS all FROM refresh_token',
        [' '],
      );
      expect(rows[0].all).not.toContain(second.body.refreshToken);
    });

    it('fifty refreshes at once keep the session', async () => {
      const owner = await api.owner();
      const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(owner.refreshToken)));
      expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
      expect(new Set(answers.map(({ body }) => body.refreshToken)).size).toBe(50);
      expect((await me(answers[7]!.body.accessToken)).status).toBe(200);
    });

    it('a token that comes back after 10 s ends the session, for thief and owner', async () => {
      const owner = await api.owner();
      const next = await refresh(owner.refreshToken);
      await api.database.admin.query(
        `UPDATE refresh_token SET used_at = used_at - interval '11 seconds' WHERE used_at IS NOT NULL`,
      );
      expect((await refresh(owner.refreshToken)).body.code).toBe('refresh_token_invalid');
      expect((await refresh(next.body.refreshToken)).status).toBe(401);
      expect((await me(next.body.accessToken)).body.code).toBe('session_ended');
      const { rows } = await api.database.admin.query(
        `SELECT revoked_reason FROM session WHERE user_id = (SELECT id FROM app_user WHERE email = $1)`,
        [owner.email],
      );
      expect(rows).toEqual([{ revoked_reason: 'refresh_token_reused' }]);
    });

    it('refuses an expired token, a session past its 30 days, an inactive user and nonsense', async () => {
      const [expired, old, inactive] = await Promise.all([api.owner(), api.owner(), api.owner()]);
      const ofUser = '(SELECT id FROM app_user WHERE email = $1)';
      await api.database.admin.query(
        `UPDATE refresh_token SET expires_at = now() WHERE session_id IN (SELECT id FROM session WHERE user_id = ${ofUser})`,
        [expired!.email],
      );
      await api.database.admin.query(
        `UPDATE session SET absolute_expires_at = now() WHERE user_id = ${ofUser}`,
        [old!.email],
      );
      await api.database.admin.query(`UPDATE app_user SET is_active = false WHERE email = $1`, [
        inactive!.email,
      ]);
      for (const token of [expired!.refreshToken, old!.refreshToken, inactive!.refreshToken, 'x', '']) {
        expect((await refresh(token)).status).toBe(401);
      }
      expect(
        (await api.post('/api/auth/login', { email: inactive!.email, password: goodPassword })).body.code,
      ).toBe('credentials_invalid');
    });

    it('logout ends the session at once', async () => {
      const owner = await api.owner();
      expect((await me(owner.accessToken)).status).toBe(200);
      expect((await api.post('/api/auth/logout', {}, owner)).status).toBe(204);
      expect((await me(owner.accessToken)).body.code).toBe('session_ended');
      expect((await refresh(owner.refreshToken)).status).toBe(401);
    });
  });

  describe('mailed links', () => {
    it('confirm an address once', async () => {
      const owner = await api.owner();
      const token = await api.mailedToken(owner.email, 'verify-email');
      expect((await api.post('/api/auth/verify-email', { token })).status).toBe(204);
      expect((await me(owner.accessToken)).body.emailVerified).toBe(true);
      expect((await api.post('/api/auth/verify-email', { token })).body.code).toBe('link_invalid');
      expect(
        (await api.post('/api/auth/reset-password', { token, password: 'nine kites above a mill' })).body
          .code,
      ).toBe('link_invalid');
    });

    it('a second link makes the first worthless', async () => {
      const owner = await api.owner();
      const first = await api.mailedToken(owner.email, 'verify-email');
      expect((await api.post('/api/auth/verify-email/resend', {}, owner)).status).toBe(202);
      expect((await api.post('/api/auth/verify-email', { token: first })).status).toBe(422);
      const second = await api.mailedToken(owner.email, 'verify-email');
      expect((await api.post('/api/auth/verify-email', { token: second })).status).toBe(204);
    });

    it('reset the password once, end every session and tell the owner', async () => {
      const owner = await api.owner();
      const elsewhere = await api.login(owner.email);
      expect((await me(elsewhere.accessToken)).status).toBe(200);
      expect((await api.post('/api/auth/forgot-password', { email: owner.email })).status).toBe(202);
      const token = await api.mailedToken(owner.email, 'reset-password');
      const reset = (password: string) => api.post('/api/auth/reset-password', { token, password });
      expect((await reset('Password1234')).body.errors[0].code).toBe('password_too_common');
      expect((await reset('nine kites above a mill')).status).toBe(204);
      expect((await reset('ten kites above two mills')).body.code).toBe('link_invalid');
      for (const person of [owner, elsewhere]) expect((await me(person.accessToken)).status).toBe(401);
      expect((await api.post('/api/auth/login', { email: owner.email, password: goodPassword })).status).toBe(
        401,
      );
      expect((await api.login(owner.email, 'nine kites above a mill')).accessToken).toBeTruthy();
      const { rows } = await api.database.admin.query(
        `SELECT c.subject FROM message_ledger m JOIN message_content c ON c.id = m.content_id WHERE m.to_address = $1 ORDER BY m.id DESC LIMIT 1`,
        [owner.email],
      );
      expect(rows[0].subject).toBe('Your password was changed');
    });

    it('are shown to nobody who reads the messages of the team', async () => {
      const owner = await api.owner();
      await api.post('/api/auth/forgot-password', { email: owner.email });
      const token = await api.mailedToken(owner.email, 'reset-password');
      const { data } = (await api.get('/api/messages', owner)).body as { data: { id: string }[] };
      const letters = await Promise.all(data.map(({ id }) => api.get(`/api/messages/${id}`, owner)));
      const subjects = letters.map(({ body }) => body.subject as string);
      expect(subjects.filter((subject) => /password/i.test(subject))).toHaveLength(1);
      expect(letters.map(({ body }) => body.text)).toEqual(letters.map(() => null));
      expect(JSON.stringify(letters.map(({ body }) => body))).not.toContain(token);
    });

    it('expire', async () => {
      const owner = await api.owner();
      await api.post('/api/auth/forgot-password', { email: owner.email });
      const token = await api.mailedToken(owner.email, 'reset-password');
      const { rows } = await api.database.admin.query(
        `UPDATE user_token SET expires_at = expires_at - interval '30 minutes'
         WHERE purpose = 'reset-password' AND used_at IS NULL RETURNING expires_at <= now() + interval '1 second' AS over`,
      );
      expect(rows.every(({ over }) => over)).toBe(true);
      expect(
        (await api.post('/api/auth/reset-password', { token, password: 'nine kites above a mill' })).status,
      ).toBe(422);
    });
  });
});
