import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { ReceiptRetention } from '@domain/messaging';
import { CleanUp } from '@platform/jobs/worker';
import { ApiUnderTest } from '../../apps/api/test/api-client';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { testEnv } from '../support/environment';
import { createWorkerApp } from '../../apps/worker/src/create-worker';

describe('the weekly clean-up', () => {
  let database: TestDatabase;
  let worker: INestApplicationContext;
  const teamId = randomUUID();

  beforeAll(async () => {
    database = await createTestDatabase();
    worker = await createWorkerApp(
      testEnv(database, {
        JOB_RETENTION_DAYS: '10',
        EVENT_RETENTION_DAYS: '90',
      }),
    );
  });
  afterAll(async () => {
    await worker.close();
    await database.drop();
  });

  /** Of version 7 and so many days old. */
  const oldId = (days: number): string => {
    const time = (Date.now() - days * 86_400_000).toString(16).padStart(12, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
  };
  const job = async (state: string, days: number, payload: object = {}): Promise<string> => {
    const id = oldId(days);
    await database.admin.query(
      `INSERT INTO job (id, team_id, name, queue, payload, due_at, state, max_attempts, finished_at, enqueued_at)
       VALUES ($1, $2, 'gone.job', 'maintenance', $3, now() + interval '1 day', $4, 1,
         CASE WHEN $4 IN ('completed', 'cancelled', 'failed', 'dead') THEN now() - $5 * interval '1 day' END, now())`,
      [id, teamId, payload, state, days],
    );
    return id;
  };
  const event = async (days: number, told = true): Promise<string> => {
    const id = oldId(days);
    await database.admin.query(
      `INSERT INTO domain_event (id, team_id, name, payload, cause_id, created_at, dispatched_at)
       VALUES ($1, $2, 'lab.old', '{}', $1, now() - $3 * interval '1 day', CASE WHEN $4 THEN now() END)`,
      [id, teamId, days, told],
    );
    return id;
  };
  const receipt = async (api: ApiUnderTest, days: number, applied: boolean): Promise<string> => {
    const id = oldId(days);
    await api.database.admin.query(
      `INSERT INTO provider_receipt (id, provider, event_id, kind, at, detail, batch_id, received_at, applied_at, outcome)
       VALUES ($1, 'sendgrid', $4, 'delivered', now(), '{}', $1, now() - $2 * interval '1 day',
         CASE WHEN $3 THEN now() END, CASE WHEN $3 THEN 'applied' ELSE 'parked' END)`,
      [id, days, applied, id],
    );
    return id;
  };
  const left = async (table: string, ids: string[], { admin } = database): Promise<string[]> => {
    const { rows } = await admin.query<{ id: string }>(`SELECT id FROM ${table} WHERE id = ANY($1::uuid[])`, [
      ids,
    ]);
    return rows.map(({ id }) => id);
  };

  it('removes finished jobs of long ago, and none that may still be wanted', async () => {
    const gone = [await job('completed', 11), await job('cancelled', 400)];
    const kept = [await job('completed', 9), await job('dead', 400), await job('failed', 400)];
    kept.push(await job('scheduled', 400));
    await worker.get(CleanUp, { strict: false }).run();
    expect(await left('job', gone)).toEqual([]);
    expect((await left('job', kept)).sort()).toEqual(kept.sort());
  });

  it('removes events that everybody was told of, and none that a failed job would read again', async () => {
    const gone = [await event(91), await event(500)];
    const wanted = await event(200);
    await job('dead', 150, { teamId, eventIds: [wanted] });
    const kept = [wanted, await event(89)];
    await worker.get(CleanUp, { strict: false }).run();
    expect(await left('domain_event', gone)).toEqual([]);
    expect((await left('domain_event', kept)).sort()).toEqual(kept.sort());
  });

  it('removes applied reports of providers, and none that waits for its message', async () => {
    // Without a worker: one would give up on a report that has waited for so long.
    const api = await ApiUnderTest.start({ RECEIPT_RETENTION_DAYS: '30' });
    const gone = [await receipt(api, 31, true), await receipt(api, 300, true)];
    const kept = [await receipt(api, 29, true), await receipt(api, 300, false)];
    await api.api.app.get(ReceiptRetention, { strict: false }).forget();
    expect(await left('provider_receipt', gone, api.database)).toEqual([]);
    expect((await left('provider_receipt', kept, api.database)).sort()).toEqual(kept.sort());
    await api.stop();
  });

  it('works off more than one portion, on two workers at once', async () => {
    await database.admin.query(
      `INSERT INTO job (id, team_id, name, queue, payload, due_at, state, max_attempts, finished_at)
       SELECT gen_random_uuid(), $1, 'gone.job', 'maintenance', '{}', now(), 'completed', 1, now() - interval '20 days'
       FROM generate_series(1, 4500)`,
      [teamId],
    );
    const cleanUp = worker.get(CleanUp, { strict: false });
    const both = await Promise.all([cleanUp.run(), cleanUp.run()]);
    expect(both.reduce((sum, { jobs }) => sum + jobs, 0)).toBe(4_500);
  });
});
