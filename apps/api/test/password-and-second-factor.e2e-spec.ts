import { totpCode, totpStep } from '@platform/crypto';
import { ApiUnderTest, bearer, goodPassword, type Person } from './api-client';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const fromBase32 = (text: string) =>
  Buffer.from(
    [...text]
      .map((sign) => alphabet.indexOf(sign).toString(2).padStart(5, '0'))
      .join('')
      .match(/.{8}/g)!
      .map((bits) => Number.parseInt(bits, 2)),
  );
/** The code of the app, now or some steps of 30 s away. */
const codeOf = (secret: string, off = 0) => totpCode(fromBase32(secret), totpStep(new Date()) + off);

describe('password and second step', () => {
  let api: ApiUnderTest;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
  });
  afterAll(() => api.stop());

  const put = (path: string, body: object, as: Person) => api.send('PUT', path, body, bearer(as));
  const isIn = async (person: Person) => (await api.get('/api/auth/me', person)).status === 200;
  const lastSubject = async (email: string) =>
    (
      await api.database.admin.query<{ subject: string }>(
        `SELECT c.subject FROM message m JOIN message_content c ON c.id = m.content_id WHERE m.to_address = $1 ORDER BY m.id DESC LIMIT 1`,
        [email],
      )
    ).rows[0]?.subject;
  /** As if half a minute had gone by, and the tries were long ago. */
  const later = (email: string) =>
    api.database.admin.query(
      `UPDATE two_factor SET last_step = 0, tries = 0 WHERE user_id = (SELECT id FROM app_user WHERE email = $1)`,
      [email],
    );

  describe('PUT /settings/password', () => {
    const next = 'nine kites above a red mill';

    it('needs the present password, keeps to the rules and changes nothing otherwise', async () => {
      const owner = await api.owner();
      for (const [currentPassword, newPassword, field, code] of [
        ['not my password at all', next, 'currentPassword', 'password_wrong'],
        [goodPassword, 'short', 'newPassword', 'password_too_short'],
        [goodPassword, 'Password1234', 'newPassword', 'password_too_common'],
        [goodPassword, owner.email, 'newPassword', 'password_too_common'],
        [goodPassword, goodPassword, 'newPassword', 'password_same'],
      ]) {
        const answer = await put('/api/settings/password', { currentPassword, newPassword }, owner);
        expect([answer.status, answer.body.errors[0]]).toEqual([
          400,
          expect.objectContaining({ field, code }),
        ]);
      }
      expect((await api.login(owner.email)).accessToken).toBeTruthy();
    });

    it('signs every other device out, makes mailed links worthless and tells the owner', async () => {
      const owner = await api.owner();
      const other = await api.login(owner.email);
      await api.post('/api/auth/forgot-password', { email: owner.email });
      const link = await api.mailedToken(owner.email, 'reset-password');
      expect(await isIn(other)).toBe(true);
      const body = { currentPassword: goodPassword, newPassword: next };
      const answers = await Promise.all([0, 1, 2].map(() => put('/api/settings/password', body, owner)));
      expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 400, 400]);
      expect([await isIn(owner), await isIn(other)]).toEqual([true, false]);
      expect((await api.post('/api/auth/refresh', { refreshToken: other.refreshToken })).status).toBe(401);
      expect((await api.post('/api/auth/refresh', { refreshToken: owner.refreshToken })).status).toBe(200);
      const reset = { token: link, password: 'two more kites above' };
      expect((await api.post('/api/auth/reset-password', reset)).status).toBe(422);
      expect((await api.post('/api/auth/login', { email: owner.email, password: goodPassword })).status).toBe(
        401,
      );
      expect((await api.login(owner.email, next)).accessToken).toBeTruthy();
      expect(await lastSubject(owner.email)).toBe('Your password was changed');
    });

    it('is not for API keys', async () => {
      const owner = await api.owner();
      const key = await api.post('/api/api-keys', { name: 'k', scopes: ['settings:write'] }, owner);
      const body = { currentPassword: goodPassword, newPassword: next };
      const answer = await api.send('PUT', '/api/settings/password', body, { 'x-api-key': key.body.key });
      expect([answer.status, answer.body.code]).toEqual([403, 'person_needed']);
    });
  });

  it('shows the profile under settings as well', async () => {
    const owner = await api.owner();
    expect((await put('/api/settings/profile', { name: 'Sam B.' }, owner)).body.name).toBe('Sam B.');
    expect((await api.get('/api/settings/profile', owner)).body).toEqual(
      (await api.get('/api/auth/me', owner)).body,
    );
  });

  describe('the second step', () => {
    let owner: Person;
    let secret: string;
    let recoveryCodes: string[];

    const challenge = async () => {
      const answer = await api.post('/api/auth/login', { email: owner.email, password: goodPassword });
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({
        status: 'second_factor_required',
        challenge: expect.any(String),
        expiresIn: 300,
      });
      return answer.body.challenge as string;
    };
    const complete = async (code: string, given?: string) =>
      api.post('/api/auth/2fa', { challenge: given ?? (await challenge()), code });

    beforeAll(async () => {
      owner = await api.owner();
      const other = await api.login(owner.email);
      expect((await api.post('/api/settings/2fa/enable', { password: 'wrong' }, owner)).status).toBe(400);
      expect((await api.post('/api/settings/2fa/verify', { code: '123456' }, owner)).body.code).toBe(
        'second_factor_not_begun',
      );
      const begun = await api.post('/api/settings/2fa/enable', { password: goodPassword }, owner);
      ({ secret } = begun.body);
      expect(begun.body.uri).toContain(`secret=${secret}&issuer=Brickwork`);
      // Not on before a code was shown: signing in is as it was.
      expect((await api.login(owner.email)).accessToken).toBeTruthy();
      expect((await api.get('/api/settings/2fa', owner)).body.enabled).toBe(false);
      const wrong = await api.post('/api/settings/2fa/verify', { code: codeOf(secret, 5) }, owner);
      expect([wrong.status, wrong.body.errors[0].code]).toEqual([400, 'code_wrong']);
      const on = await api.post('/api/settings/2fa/verify', { code: codeOf(secret, -1) }, owner);
      expect(on.status).toBe(200);
      ({ recoveryCodes } = on.body);
      expect(await isIn(other)).toBe(false);
    });
    beforeEach(() => later(owner.email));

    it('is on, shows its secrets no more and cannot be set up over', async () => {
      expect((await api.get('/api/settings/2fa', owner)).body).toEqual({
        enabled: true,
        enabledAt: expect.any(String),
        recoveryCodesLeft: 10,
      });
      const again = await api.post('/api/settings/2fa/enable', { password: goodPassword }, owner);
      expect([again.status, again.body.code]).toEqual([409, 'second_factor_on']);
      expect(await lastSubject(owner.email)).toBe('Two-step sign-in is on');
    });

    it('keeps neither the secret nor a recovery code in readable form', async () => {
      const { rows } = await api.database.admin.query(
        `SELECT (SELECT json_agg(t) FROM two_factor t)::text || (SELECT json_agg(c) FROM recovery_code c)::text AS dump`,
      );
      const readable = [
        secret,
        fromBase32(secret).toString('base64'),
        ...recoveryCodes.map((code) => code.slice(0, 6)),
      ];
      for (const text of readable) expect(rows[0].dump).not.toContain(text);
    });

    it('stands between the password and the tokens', async () => {
      const answer = await complete(codeOf(secret));
      expect(answer.body).toMatchObject({ tokenType: 'Bearer', accessToken: expect.any(String) });
      expect(await isIn(answer.body)).toBe(true);
      // The right code with a wrong password gets nobody in.
      const wrong = await api.post('/api/auth/login', {
        email: owner.email,
        password: 'not my password at all',
      });
      expect([wrong.status, wrong.body.code]).toEqual([401, 'credentials_invalid']);
    });

    it('takes a challenge once, the newest, and for five minutes', async () => {
      const first = await challenge();
      const second = await challenge();
      expect((await complete(codeOf(secret, -1), first)).body.code).toBe('challenge_invalid');
      expect((await complete(codeOf(secret, -1), second)).status).toBe(200);
      expect((await complete(codeOf(secret, 0), second)).body.code).toBe('challenge_invalid');
      const third = await challenge();
      await api.database.admin.query(
        `UPDATE user_token SET expires_at = expires_at - interval '5 minutes' WHERE purpose = 'second-factor'`,
      );
      expect((await complete(codeOf(secret, 1), third)).body.code).toBe('challenge_invalid');
      for (const junk of ['', 'x', first.slice(1)]) {
        expect((await complete(codeOf(secret, 1), junk)).status).toBe(401);
      }
    });

    it('takes the code of a step once, of many calls at once too', async () => {
      const ticket = await challenge();
      const code = codeOf(secret);
      const answers = await Promise.all(Array.from({ length: 5 }, () => complete(code, ticket)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      const again = await complete(code);
      expect([again.status, again.body.code]).toEqual([401, 'code_invalid']);
      // Nor an older one.
      expect((await complete(codeOf(secret, -1))).status).toBe(401);
      expect((await complete(codeOf(secret, 1))).status).toBe(200);
    });

    it('takes five wrong codes in 15 minutes, whatever challenges they come with, and then not even the right one', async () => {
      const tickets = await challenge();
      const wrong = await Promise.all(
        Array.from({ length: 20 }, (_, index) => complete(codeOf(secret, 10 + index), tickets)),
      );
      expect(wrong.filter(({ status }) => status === 401)).toHaveLength(5);
      const blocked = await complete(codeOf(secret));
      expect([blocked.status, blocked.body.code]).toEqual([429, 'too_many_codes']);
      expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(800);
      await api.database.admin.query(`UPDATE two_factor SET tries_from = now() - interval '15 minutes'`);
      expect((await complete(codeOf(secret))).status).toBe(200);
    });

    it('takes each recovery code once, and tells the owner', async () => {
      const [code] = recoveryCodes;
      const ticket = await challenge();
      const answers = await Promise.all(
        [code!, code!.toLowerCase(), code!.replaceAll('-', '')].map((typed) => complete(typed, ticket)),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401, 401]);
      expect((await complete(code!)).body.code).toBe('code_invalid');
      expect((await api.get('/api/settings/2fa', owner)).body.recoveryCodesLeft).toBe(9);
      expect(await lastSubject(owner.email)).toBe('A recovery code was used');
    });

    it('gives new recovery codes for password and code, and the older ones die', async () => {
      const renewed = await api.post(
        '/api/settings/2fa/recovery-codes',
        { password: goodPassword, code: codeOf(secret) },
        owner,
      );
      expect(renewed.body.recoveryCodes).toHaveLength(10);
      expect((await complete(recoveryCodes[1]!)).status).toBe(401);
      recoveryCodes = renewed.body.recoveryCodes;
      expect((await complete(recoveryCodes[1]!)).status).toBe(200);
    });

    it('is not passed by a new password', async () => {
      await api.post('/api/auth/forgot-password', { email: owner.email });
      const token = await api.mailedToken(owner.email, 'reset-password');
      expect((await api.post('/api/auth/reset-password', { token, password: goodPassword })).status).toBe(
        204,
      );
      expect((await complete(codeOf(secret))).status).toBe(200);
    });

    it('ends by password and code, not by one of them', async () => {
      owner = { ...owner, ...(await complete(codeOf(secret, -1))).body };
      const disable = (password: string, code: string) =>
        api.post('/api/settings/2fa/disable', { password, code }, owner);
      expect((await disable('not my password at all', codeOf(secret))).body.errors[0].code).toBe(
        'password_wrong',
      );
      expect((await disable(goodPassword, codeOf(secret, 10))).body.errors[0].code).toBe('code_wrong');
      expect((await disable(goodPassword, codeOf(secret))).status).toBe(204);
      expect((await api.login(owner.email)).accessToken).toBeTruthy();
      expect((await disable(goodPassword, codeOf(secret, 1))).body.code).toBe('second_factor_off');
      expect(await lastSubject(owner.email)).toBe('Two-step sign-in is off');
    });
  });
});
