import { randomUUID } from 'node:crypto';
import { ApiClient } from '../../../../scripts/demo/api-client';
import { eventually } from '../../../../test/support/eventually';
import { Product } from '../../../../test/support/product';
import { Digests } from '../digests.service';

describe('the daily digest', () => {
  let product: Product;
  beforeAll(async () => {
    product = await Product.start();
  });
  afterAll(() => product.stop());

  const rows = <T extends object>(statement: string, values: unknown[] = []) =>
    product.database.admin.query<T>(statement, values).then((result) => result.rows);
  const person = async () => {
    const api = new ApiClient(product.url);
    const login = { email: `${randomUUID()}@digests.example`, password: 'seven lamps on a green barn' };
    await api.post('/api/auth/register', { ...login, name: 'Ora Field', teamName: 'Field' });
    api.signIn((await api.post<{ accessToken: string }>('/api/auth/login', login)).accessToken);
    const { id: teamId } = await api.get<{ id: string }>('/api/settings/business');
    const [user] = await rows<{ id: string }>('SELECT id FROM app_user WHERE email = $1', [login.email]);
    return { api, teamId, userId: user!.id, email: login.email };
  };
  const task = ({ teamId, userId }: { teamId: string; userId: string }, title: string, inDays: number) =>
    rows(
      `INSERT INTO task (id, team_id, title, due_at, assigned_to_id, updated_at)
       VALUES (gen_random_uuid(), $1, $2, now() + $3 * interval '1 day', $4, now())`,
      [teamId, title, inDays, userId],
    );
  const wish = { enabled: true, localTime: '07:00', zone: 'America/Denver' };
  /** As if the hour had come. */
  const due = (teamId: string, ago = '1 minute') =>
    rows(`UPDATE daily_mail SET next_at = now() - $2::interval WHERE team_id = $1`, [teamId, ago]);
  const enqueue = () => product.get(Digests).enqueueDue();
  const mails = (email: string) =>
    product.sandbox.control
      .outbox(email, 10)
      .emails.filter(({ subject }) => subject.startsWith('Your morning'));
  const jobsOf = (teamId: string) =>
    rows<{ state: string }>(`SELECT state FROM job WHERE name = 'digests.send' AND team_id = $1`, [teamId]);

  it('is off until somebody wants it, and refuses what is no hour or zone', async () => {
    const { api } = await person();
    expect(await api.get('/api/digest')).toMatchObject({ enabled: false });
    expect(await api.put('/api/digest', wish)).toEqual(wish);
    expect(await api.get('/api/digest')).toEqual(wish);
    for (const wrong of [{ localTime: '24:00' }, { zone: 'Mars/Olympus' }])
      await expect(api.put('/api/digest', { ...wish, ...wrong })).rejects.toThrow('answered 400');
  });

  it('tells once of tasks, new leads and replies, however many workers look', async () => {
    const one = await person();
    await one.api.put('/api/digest', wish);
    await task(one, 'Call Ana', -2);
    await task(one, 'Much later', 30);
    const { id } = await one.api.post<{ id: string }>('/api/leads', { name: 'Ben Ray', source: 'website' });
    await rows('UPDATE lead SET assigned_to_id = $2, last_contact_at = now() WHERE id = $1', [
      id,
      one.userId,
    ]);
    await rows(
      `INSERT INTO inbound_message (id, team_id, channel, from_address, to_address, lead_id, body, provider_id)
       VALUES (gen_random_uuid(), $1, 'SMS', '+12125550100', '+12125550101', $2, 'Hi', $3)`,
      [one.teamId, id, randomUUID()],
    );
    await due(one.teamId);
    await Promise.all([enqueue(), enqueue(), enqueue()]);
    await eventually(() => expect(mails(one.email)).toHaveLength(1));
    const [mail] = mails(one.email);
    expect(mail!.subject).toBe(
      'Your morning: 1 task is due today or overdue, 1 new lead of yours, 1 lead wrote to you',
    );
    const text = JSON.stringify(mail);
    for (const shown of ['Call Ana', 'Ben Ray, website']) expect(text).toContain(shown);
    expect(text).not.toContain('Much later');
    // Told again for the same day, e.g. after a change of the hour and back.
    await due(one.teamId);
    await enqueue();
    await eventually(async () => expect(await jobsOf(one.teamId)).not.toContainEqual({ state: 'scheduled' }));
    const sent = await rows(
      `SELECT dedupe_key FROM message_ledger WHERE team_id = $1 AND source_kind = 'digest'`,
      [one.teamId],
    );
    expect(new Set(sent.map((row) => JSON.stringify(row))).size).toBe(sent.length);
    const [{ ahead }] = (await rows<{ ahead: boolean }>(
      'SELECT next_at > now() AS ahead FROM daily_mail WHERE team_id = $1',
      [one.teamId],
    )) as [{ ahead: boolean }];
    expect(ahead).toBe(true);
  });

  it('tells of unread notifications that wait for it, once', async () => {
    const one = await person();
    await one.api.put('/api/digest', wish);
    const notice = (title: string, more: { digest?: boolean; read?: boolean; inApp?: boolean } = {}) =>
      rows(
        `INSERT INTO notification (id, team_id, user_id, type, title, body, in_app, digest, read_at, dedupe_key)
         VALUES (brickwork_uuid7(), $1, $2, 'TEAM_MENTION', $3, '', $4, $5, CASE WHEN $6 THEN now() END, $7)`,
        [
          ...[one.teamId, one.userId, title, more.inApp ?? true, more.digest ?? true, more.read ?? false],
          randomUUID(),
        ],
      );
    await notice('Jo mentioned you');
    await notice('For the digest alone', { inApp: false });
    await notice('Read by now', { read: true });
    await notice('Not for the digest', { digest: false });
    await due(one.teamId);
    await enqueue();
    await eventually(() => expect(mails(one.email)).toHaveLength(1));
    const [mail] = mails(one.email);
    expect(mail!.subject).toBe('Your morning: 2 unread notifications');
    expect(JSON.stringify(mail)).toContain('For the digest alone');
    expect(JSON.stringify(mail)).not.toMatch(/Read by now|Not for the digest/);
    // On the next day only what came since.
    await notice('Later');
    await rows(
      `UPDATE daily_mail SET next_at = now() - interval '1 minute', next_date = '2099-01-01' WHERE team_id = $1`,
      [one.teamId],
    );
    await enqueue();
    await eventually(() => expect(mails(one.email)).toHaveLength(2));
    expect(mails(one.email).map(({ subject }) => subject)).toContain('Your morning: 1 unread notification');
  });

  it('is not sent about nothing, long after its hour, or to somebody who has left', async () => {
    const [nothing, late, gone] = [await person(), await person(), await person()];
    for (const one of [nothing, late, gone]) await one.api.put('/api/digest', wish);
    await task(late, 'Call', -1);
    await task(gone, 'Call', -1);
    await rows('DELETE FROM membership WHERE user_id = $1', [gone.userId]);
    await due(nothing.teamId);
    await due(late.teamId, '7 hours');
    await due(gone.teamId);
    await enqueue();
    await eventually(async () => {
      expect(await jobsOf(nothing.teamId)).toEqual([{ state: 'completed' }]);
      expect(await jobsOf(gone.teamId)).toEqual([{ state: 'completed' }]);
    });
    expect(await jobsOf(late.teamId)).toEqual([]);
    expect([nothing, late, gone].flatMap(({ email }) => mails(email))).toEqual([]);
  });
});
