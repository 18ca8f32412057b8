import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { backendUnderTest, testEnv } from '../../../../test/support/environment';
import { startLab } from '../../../../test/support/job-lab';
import { JobClaimsRepository, type ClaimAnswer, type ClaimedJob } from '../worker/job-claims.repository';
import { JobDesk } from '../worker/job-desk';

/** No worker runs, so that nobody else asks for the rows. */
describe(`claims and settlements on ${backendUnderTest}`, () => {
  let database: TestDatabase;
  let lab: INestApplicationContext;
  let desk: JobDesk;

  const insert = async (columns: { dueInMs?: number; run?: number } = {}) => {
    const id = randomUUID();
    await database.admin.query(
      `INSERT INTO job (id, name, queue, payload, due_at, max_attempts, run, enqueued_at)
       VALUES ($1, 'lab.desk', 'messages', '{}', date_trunc('milliseconds', now()) + $2 * interval '1 millisecond', 3, $3, now())`,
      [id, columns.dueInMs ?? 0, columns.run ?? 0],
    );
    return id;
  };
  const rows = async (ids: string[]) =>
    (
      await database.admin.query(
        `SELECT state, xmin::text AS unit FROM job WHERE id = ANY($1) ORDER BY array_position($1, id)`,
        [ids],
      )
    ).rows as { state: string; unit: string }[];
  const jobOf = (answer: ClaimAnswer): ClaimedJob => {
    if (answer.kind !== 'claimed') throw new Error(`the answer was ${answer.kind}`);
    return answer.job;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    lab = await startLab(testEnv(database), { providers: [JobClaimsRepository, JobDesk] });
    desk = lab.get(JobDesk);
  });
  afterAll(async () => {
    await lab?.close();
    await database?.drop();
  });

  it('gives a row to one of two wake-ups that ask at the same moment', async () => {
    const id = await insert();
    const answers = await Promise.all([desk.claim({ id, run: 0 }), desk.claim({ id, run: 0 })]);
    expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['claimed', 'nothing']);
    expect((await desk.claim({ id, run: 0 })).kind).toBe('nothing');
  });

  it('gives nothing to the wake-up of an older run, also beside that of the present one', async () => {
    const id = await insert({ run: 1 });
    expect((await desk.claim({ id, run: 0 })).kind).toBe('nothing');
    const [older, present] = await Promise.all([desk.claim({ id, run: 0 }), desk.claim({ id, run: 1 })]);
    expect(older.kind).toBe('nothing');
    expect(jobOf(present)).toMatchObject({ id, attempts: 1, fence: 1 });
  });

  it('says how long an early one has to wait', async () => {
    const id = await insert({ dueInMs: 60_000 });
    const answer = await desk.claim({ id, run: 0 });
    if (answer.kind !== 'early') throw new Error(`the answer was ${answer.kind}`);
    expect(answer.waitMs).toBeGreaterThan(50_000);
    expect(answer.waitMs).toBeLessThanOrEqual(60_001);
  });

  it('settles and claims in one commit; a settlement under an old fence changes nothing', async () => {
    const [done, lost, next] = [await insert(), await insert(), await insert()];
    const [doneJob, lostJob] = [done, lost].map((id) => desk.claim({ id, run: 0 }));
    const stale = { id: lost, fence: jobOf(await lostJob!).fence - 1 };
    const answers = await Promise.all([
      desk.complete(jobOf(await doneJob!)),
      desk.complete(stale),
      desk.claim({ id: next, run: 0 }),
    ]);
    expect(answers).toMatchObject([true, false, { kind: 'claimed' }]);
    const [doneRow, lostRow, nextRow] = await rows([done, lost, next]);
    expect([doneRow!.state, lostRow!.state, nextRow!.state]).toEqual(['completed', 'active', 'active']);
    expect(nextRow!.unit).toBe(doneRow!.unit);
  });

  it('loses neither to a deadlock between them and somebody else', async () => {
    const [done, next] = [await insert(), await insert()];
    const job = jobOf(await desk.claim({ id: done, run: 0 }));
    const other = await database.admin.connect();
    try {
      await other.query('BEGIN');
      await other.query('SELECT FROM job WHERE id = $1 FOR UPDATE', [next]);
      const both = Promise.all([desk.complete(job), desk.claim({ id: next, run: 0 })]);
      await new Promise((resolve) => setTimeout(resolve, 300));
      // The desk waits for our row with its own one locked; now we want that, too.
      await other.query('SELECT FROM job WHERE id = $1 FOR UPDATE', [done]);
      await other.query('COMMIT');
      expect(await both).toMatchObject([true, { kind: 'claimed' }]);
    } finally {
      other.release();
    }
    expect((await rows([done, next])).map(({ state }) => state)).toEqual(['completed', 'active']);
  });
});
