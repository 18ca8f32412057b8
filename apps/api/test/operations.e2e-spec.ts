import { Database, TenantScope } from '@platform/database';
import { defineJob, exponential, Jobs, QueueBackend } from '@platform/jobs';
import { IsInt } from 'class-validator';
import { IdentityUpkeep, IdentityUpkeepModule } from '@domain/identity';
import { ApiUnderTest, bearer, type Person } from './api-client';

class Payload {
  @IsInt() n: number;
}
const job = defineJob({
  name: 'probe.run',
  queue: 'imports',
  payload: Payload,
  attempts: 3,
  backoff: exponential(1),
});

describe('operations', () => {
  let api: ApiUnderTest;
  let owner: Person;
  let scope: TenantScope;

  beforeAll(async () => {
    api = await ApiUnderTest.start({}, [IdentityUpkeepModule]);
    owner = await api.owner();
    scope = TenantScope.of((await api.get('/api/auth/me', owner)).body.team.id as string);
  });
  afterAll(() => api.stop());

  const enqueue = async (n: number, within = scope) => {
    const { app } = api.api;
    const { id } = await app
      .get(Database)
      .sql(within, (tx) =>
        app.get(Jobs).enqueue(tx, job, { n }, { dueAt: new Date(Date.now() + 3_600_000) }),
      );
    return id;
  };
  const setState = (id: string, state: string) =>
    api.database.admin.query('UPDATE job SET state = $2, finished_at = now() WHERE id = $1', [id, state]);

  describe('jobs', () => {
    it('are listed, filtered, paged and shown', async () => {
      const ids = [await enqueue(1), await enqueue(2), await enqueue(3)];
      await setState(ids[1]!, 'failed');
      const first = await api.get('/api/jobs?name=probe.run&limit=2', owner);
      expect(first.body.data.map(({ id }: { id: string }) => id)).toEqual([ids[2], ids[1]]);
      const second = await api.get(`/api/jobs?name=probe.run&limit=2&cursor=${first.body.nextCursor}`, owner);
      expect(second.body).toMatchObject({
        data: [{ id: ids[0], payload: { n: 1 }, state: 'scheduled', attempts: 0 }],
        nextCursor: null,
      });
      expect((await api.get('/api/jobs?state=failed,dead&queue=imports', owner)).body.data).toEqual([
        expect.objectContaining({ id: ids[1] }),
      ]);
      expect((await api.get('/api/jobs?state=failed&state=cancelled', owner)).body.data).toHaveLength(1);
      expect((await api.get('/api/jobs?state=lost', owner)).body.errors[0]).toMatchObject({
        field: 'state',
        code: 'not_allowed',
      });
      expect((await api.get(`/api/jobs/${ids[0]}`, owner)).body).toMatchObject({
        id: ids[0],
        name: 'probe.run',
        queue: 'imports',
      });
    });

    it('are cancelled once, retried, and replayed after a preview', async () => {
      const id = await enqueue(4);
      expect((await api.post(`/api/jobs/${id}/retry`, {}, owner)).body.code).toBe('job_not_retryable');
      expect((await api.post(`/api/jobs/${id}/cancel`, {}, owner)).body.state).toBe('cancelled');
      expect((await api.post(`/api/jobs/${id}/cancel`, {}, owner)).body.code).toBe('job_not_cancellable');
      expect((await api.post(`/api/jobs/${id}/retry`, {}, owner)).body.state).toBe('scheduled');
      await setState(id, 'dead');
      const preview = await api.get('/api/jobs/dead/preview?name=probe.run', owner);
      expect(preview.body.byName).toEqual([{ name: 'probe.run', count: preview.body.total }]);
      const replay = await api.post('/api/jobs/dead/replay?name=probe.run', {}, owner);
      expect(replay.body).toEqual({ replayed: preview.body.total, remaining: 0 });
      expect((await api.get(`/api/jobs/${id}`, owner)).body.state).toBe('scheduled');
    });

    it('of another team are not there', async () => {
      const id = await enqueue(5);
      const stranger = await api.owner();
      for (const [method, path] of [
        ['GET', ''],
        ['POST', '/retry'],
        ['POST', '/cancel'],
      ] as const) {
        const answer = await api.send(
          method,
          `/api/jobs/${id}${path}`,
          method === 'POST' ? {} : undefined,
          bearer(stranger),
        );
        expect([answer.status, answer.body.code]).toEqual([404, 'job_not_found']);
      }
      expect((await api.get('/api/jobs', stranger)).text).not.toContain(id);
      expect((await api.get('/api/jobs/dead/preview', stranger)).body.total).toBe(0);
    });
  });

  describe('cron', () => {
    const call = (path: string, key?: string) =>
      api.post(`/api/cron/${path}`, {}, undefined, key === undefined ? {} : { 'x-cron-api-key': key });

    it.each(['send-campaigns', 'send-reminders'])(
      '%s wakes the reconciler, once however often it is called',
      async (path) => {
        const queue = api.api.app.get(QueueBackend).queue('maintenance');
        for (let calls = 0; calls < 3; calls += 1)
          expect((await call(path, 'test-cron-key')).status).toBe(202);
        const waiting = await queue.getJobs(['waiting', 'prioritized', 'delayed']);
        expect(waiting.map(({ name }) => name)).toEqual(['jobs.reconcile']);
      },
    );

    it.each([undefined, '', 'wrong', 'test-cron-key ', 'test-cron-ke'])('refuses the key %j', async (key) => {
      const answer = await call('send-campaigns', key);
      expect(answer.status).toBe(key === 'test-cron-key ' ? 202 : 401); // HTTP takes spaces around a value away
    });

    it('refuses everybody when no key is configured', async () => {
      const without = await ApiUnderTest.start({ CRON_API_KEY: '' });
      for (const key of [undefined, '', 'undefined', 'null']) {
        const answer = await without.post(
          '/api/cron/send-campaigns',
          {},
          undefined,
          key === undefined ? {} : { 'x-cron-api-key': key },
        );
        expect([answer.status, answer.body.code]).toEqual([401, 'cron_key_invalid']);
      }
      await without.stop();
    });
  });

  describe('settings of the business', () => {
    const put = (body: object, as = owner) => api.send('PUT', '/api/settings/business', body, bearer(as));

    it('are changed one by one, and cleared with null', async () => {
      const changed = await put({
        postalAddress: ' 12 Main Street, Austin ',
        emailFromAddress: 'hello@bell.example',
        smsFromNumber: '+15125550100',
        timezone: 'America/Chicago',
        messagingPolicy: { frequencyCap: { max: 3, windowHours: 168 } },
      });
      expect(changed.body).toMatchObject({
        name: 'Bell Realty',
        postalAddress: '12 Main Street, Austin',
        timezone: 'America/Chicago',
      });
      expect((await put({ smsFromNumber: null })).body).toMatchObject({
        smsFromNumber: null,
        emailFromAddress: 'hello@bell.example',
      });
      expect((await api.get('/api/settings/business', owner)).body.messagingPolicy).toEqual({
        frequencyCap: { max: 3, windowHours: 168 },
      });
    });

    it.each([
      [{ slug: 'x' }, 'slug', 'unknown_property'],
      [{ id: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f' }, 'id', 'unknown_property'],
      [{ name: '' }, 'name', 'wrong_length'],
      [{ name: null }, 'name', 'not_text'],
      [{ timezone: 'Mars/Base' }, 'timezone', 'not_time_zone'],
      [{ emailFromAddress: 'no address' }, 'emailFromAddress', 'not_an_email'],
      [{ emailFromName: 'Bell\r\nBcc: x@example.com' }, 'emailFromName', 'wrong_format'],
      [{ smsFromNumber: '512 555 0100' }, 'smsFromNumber', 'wrong_format'],
      [{ messagingPolicy: { sendWindow: { '9': null } } }, 'messagingPolicy', 'not_messaging_policy'],
    ])('refuse %j', async (body, field, code) => {
      const answer = await put(body);
      expect([answer.status, answer.body.errors]).toEqual([400, [expect.objectContaining({ field, code })]]);
    });

    it('belong to one team', async () => {
      const stranger = await api.owner();
      await put({ name: 'Other Realty' }, stranger);
      expect((await api.get('/api/settings/business', owner)).body.name).toBe('Bell Realty');
    });
  });

  it('upkeep leaves live sessions alone', async () => {
    const { rowCount } = await api.database.admin.query(
      `UPDATE session SET revoked_at = now() - interval '31 days' WHERE user_id <> (SELECT id FROM app_user WHERE email = $1)`,
      [owner.email],
    );
    const { sessions: pruned } = await api.api.app.get(IdentityUpkeep, { strict: false }).prune();
    expect(pruned).toBe(rowCount);
    expect((await api.post('/api/auth/refresh', { refreshToken: owner.refreshToken })).status).toBe(200);
  });
});
