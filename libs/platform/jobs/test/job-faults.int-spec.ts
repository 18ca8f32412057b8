import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { Injectable, type INestApplicationContext } from '@nestjs/common';
import { IsString } from 'class-validator';
import { CrossTeamScope, Database, Prisma, TenantScope, type Tx } from '@platform/database';
import { metricsRegistry } from '@platform/metrics';
import { defineJob, exponential, Jobs, QueueBackend, wakeUpId } from '@platform/jobs';
import { handle, Reconciler, type JobContext, type JobHandler } from '@platform/jobs/worker';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { backendUnderTest, testEnv } from '../../../../test/support/environment';
import { eventually } from '../../../../test/support/eventually';
import { startLab } from '../../../../test/support/job-lab';

class WorkPayload {
  @IsString() text: string;
}
const labJobs = {
  work: defineJob({
    name: 'lab.work',
    queue: 'messages',
    payload: WorkPayload,
    attempts: 3,
    backoff: exponential(0.1),
  }),
};
const runs: string[] = [];
const abandoned: string[] = [];
/** Jobs whose subject is not told at the first time: the worker dies before it can. */
const cutOff = new Set<string>();
let beforeCompletion: (text: string) => Promise<void> = async () => undefined;

@Injectable()
class WorkHandler implements JobHandler<typeof labJobs.work> {
  async run({ text }: WorkPayload, context: JobContext): Promise<void> {
    runs.push(text);
    if (text === 'long step') await context.stepSql((tx) => tx.execute(Prisma.sql`SELECT pg_sleep(4.5)`));
    await beforeCompletion(text);
    // The effect of the job: a row that must be there exactly once.
    await context.complete(async (tx) => {
      await tx.execute(
        Prisma.sql`INSERT INTO tag (id, team_id, name) VALUES (brickwork_uuid7(), brickwork_team(), ${text})`,
      );
    });
  }

  async abandoned(_tx: Tx, { text }: WorkPayload): Promise<void> {
    if (cutOff.delete(text)) throw new Error('killed');
    abandoned.push(text);
  }
}

describe(`job faults on ${backendUnderTest}`, () => {
  let database: TestDatabase;
  let lab: INestApplicationContext;
  const scope = TenantScope.of(randomUUID());
  const enqueue = (text: string, dueAt?: Date) =>
    lab.get(Database).sql(scope, (tx) => lab.get(Jobs).enqueue(tx, labJobs.work, { text }, { dueAt }));
  const row = async (id: string) =>
    (await database.admin.query('SELECT * FROM job WHERE id = $1', [id])).rows[0] as Record<string, unknown>;
  const effects = async (text: string) =>
    Number((await database.admin.query('SELECT count(*) FROM tag WHERE name = $1', [text])).rows[0].count);
  /** A row as a process leaves it that dies right after its commit, before it could tell the queue. */
  const orphan = async (text: string, columns: Record<string, unknown> = {}) => {
    const id = randomUUID();
    const values = { state: 'scheduled', crashes: 0, lease_until: null, enqueued_at: null, ...columns };
    await database.admin.query(
      `INSERT INTO job (id, team_id, name, queue, payload, due_at, max_attempts, state, crashes, lease_until, enqueued_at, attempts)
       VALUES ($1, $2, 'lab.work', 'messages', $3, now(), 3, $4, $5, $6, $7, 1)`,
      [id, scope.teamId, { text }, values.state, values.crashes, values.lease_until, values.enqueued_at],
    );
    return id;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    lab = await startLab(testEnv(database), {
      worker: true,
      providers: handle(labJobs, { work: WorkHandler }),
    });
  });
  afterAll(async () => {
    await lab?.close();
    await database?.drop();
  });
  beforeEach(() => {
    beforeCompletion = async () => undefined;
  });

  it('runs a row whose producer died between commit and queue, within about a second', async () => {
    const id = await orphan('never told');
    await eventually(async () => expect((await row(id)).state).toBe('completed'), 4_000);
    expect(await effects('never told')).toBe(1);
  });

  it('runs rows whose producer died after promising them to the queue, and leaves those to a live one', async () => {
    const promised = async (text: string, heldMs: number) => {
      const id = await orphan(text, { enqueued_at: new Date() });
      await database.admin.query(
        `INSERT INTO job_notice (id, job_ids, held_until) VALUES ($1, $2, now() + $3 * interval '1 millisecond')`,
        [randomUUID(), [id], heldMs],
      );
      return id;
    };
    const [dead, alive] = [await promised('broken promise', 0), await promised('kept promise', 60_000)];
    await eventually(async () => expect((await row(dead)).state).toBe('completed'), 4_000);
    expect(await effects('broken promise')).toBe(1);
    expect((await row(alive)).state).toBe('scheduled');
    await database.admin.query(`UPDATE job_notice SET held_until = now()`);
    await eventually(async () => expect((await row(alive)).state).toBe('completed'), 4_000);
    expect((await database.admin.query('SELECT FROM job_notice')).rowCount).toBe(0);
  });

  it('leaves rows to their producer while the queue is slow to take them', async () => {
    const queue = lab.get(QueueBackend).queue('messages');
    const relayed = async () => {
      const metric = metricsRegistry.getSingleMetric('brickwork_jobs_recovered_total');
      const { values } = await metric!.get();
      return values.find(({ labels }) => labels.reason === 'relayed')?.value ?? 0;
    };
    const [before, addBulk] = [await relayed(), queue.addBulk.bind(queue)];
    const slow = jest.spyOn(queue, 'addBulk').mockImplementation(async (jobs) => {
      await new Promise((resolve) => setTimeout(resolve, 850));
      return addBulk(jobs);
    });
    const { id } = await enqueue('slowly told');
    await eventually(async () => expect((await row(id)).state).toBe('completed'));
    slow.mockRestore();
    expect(await relayed()).toBe(before);
  });

  it('takes back the job of a dead worker; its death is not a try', async () => {
    const id = await orphan('left behind', { state: 'active', lease_until: new Date(Date.now() - 1_000) });
    await eventually(async () => expect((await row(id)).state).toBe('completed'));
    expect(await row(id)).toMatchObject({ crashes: 1, attempts: 1, run: 1 });
  });

  it('quarantines a job that has killed three workers, and tells its subject', async () => {
    const id = await orphan('poison', {
      state: 'active',
      crashes: 2,
      lease_until: new Date(Date.now() - 1_000),
    });
    await eventually(async () => expect((await row(id)).state).toBe('dead'));
    await eventually(() => expect(abandoned).toContain('poison'));
    expect(runs).not.toContain('poison');
  });

  it('tells the subject of a quarantined job although a worker dies before it has told', async () => {
    cutOff.add('untold');
    const lost = { state: 'active', crashes: 2, lease_until: new Date(Date.now() - 1_000) };
    const [untold, other] = [await orphan('untold', lost), await orphan('told', lost)];
    await eventually(() => expect(abandoned).toEqual(expect.arrayContaining(['told', 'untold'])));
    await eventually(async () => {
      for (const id of [untold, other]) expect(await row(id)).toMatchObject({ state: 'dead', crashes: 3 });
    });
    expect(abandoned.filter((text) => text === 'untold')).toHaveLength(1);
    expect(cutOff.size).toBe(0);
  });

  it('loses and doubles nothing when the queue loses its memory', async () => {
    const texts = Array.from({ length: 200 }, (_, index) => `flushed ${index}`);
    const dueAt = new Date(Date.now() + 1_500);
    await lab.get(Database).sql(scope, (tx) =>
      lab.get(Jobs).enqueueMany(
        tx,
        labJobs.work,
        texts.map((text) => ({ payload: { text }, dueAt })),
      ),
    );
    const promised = () => database.admin.query('SELECT FROM job_notice');
    await eventually(async () => expect((await promised()).rowCount).toBe(0));
    const { redis } = lab.get(QueueBackend);
    if (redis) await redis.flushall();
    else await database.admin.query(`DELETE FROM bullmq.job WHERE name = 'lab.work'`);
    await eventually(async () => {
      const { rows } = await database.admin.query(`SELECT count(*) AS n FROM tag WHERE name LIKE 'flushed%'`);
      expect(Number(rows[0].n)).toBe(200);
    }, 40_000);
    expect(new Set(runs.filter((text) => text.startsWith('flushed'))).size).toBe(200);
  });

  it('does not run a job before Postgres says that it is due, even when the queue hands it out', async () => {
    const dueAt = new Date(Date.now() + 2_500);
    const { id } = await enqueue('promoted', dueAt);
    await eventually(async () => {
      const job = await lab.get(QueueBackend).queue('messages').getJob(wakeUpId(id, 0));
      expect(job).toBeDefined();
      await job!.promote();
    });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(runs).not.toContain('promoted');
    await eventually(async () => expect((await row(id)).state).toBe('completed'));
    expect(((await row(id)).started_at as Date) >= dueAt).toBe(true);
    expect(runs.filter((text) => text === 'promoted')).toHaveLength(1);
  });

  it('rolls back the effects of a worker that has lost the job meanwhile', async () => {
    beforeCompletion = async (text) => {
      if (text !== 'stolen' || runs.filter((run) => run === 'stolen').length > 1) return;
      // A long pause of the process: by the time it wakes, the job is another worker's.
      await database.admin.query(
        `UPDATE job SET state = 'scheduled', fence = fence + 1, run = run + 1, enqueued_at = NULL WHERE payload->>'text' = 'stolen'`,
      );
    };
    const { id } = await enqueue('stolen');
    await eventually(async () => expect((await row(id)).state).toBe('completed'));
    expect(runs.filter((text) => text === 'stolen')).toHaveLength(2);
    expect(await effects('stolen')).toBe(1);
  });

  it('keeps what is due beyond the horizon out of the queue until its time comes near', async () => {
    const { id } = await enqueue('far away', new Date(Date.now() + 48 * 3_600_000));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect((await row(id)).enqueued_at).toBeNull();
    await database.admin.query(`UPDATE job SET due_at = now() WHERE id = $1`, [id]);
    await eventually(async () => expect((await row(id)).state).toBe('completed'));
  });

  it('completes when a handler takes longer than the lease, because the lease is extended', async () => {
    beforeCompletion = (text) => new Promise((resolve) => setTimeout(resolve, text === 'slow' ? 4_500 : 0));
    const { id } = await enqueue('slow');
    await eventually(async () => expect((await row(id)).state).toBe('completed'));
    expect(runs.filter((text) => text === 'slow')).toHaveLength(1);
    expect(await row(id)).toMatchObject({ crashes: 0, attempts: 1 });
  });

  it('keeps a job whose one step takes longer than the lease, and lets no other wait for it', async () => {
    beforeCompletion = async (text) => {
      // Held long enough that its lease is extended while the other's row is locked.
      if (text === 'beside') await new Promise((resolve) => setTimeout(resolve, 1_500));
      if (text === 'long step') await lab.get(Reconciler).reconcile();
    };
    const long = await enqueue('long step');
    await eventually(() => expect(runs).toContain('long step'));
    const beside = await enqueue('beside');
    await eventually(async () => expect((await row(long.id)).state).toBe('completed'));
    expect(await row(long.id)).toMatchObject({ crashes: 0, attempts: 1, run: 0 });
    expect(runs.filter((text) => text === 'long step')).toHaveLength(1);
    const [first, last] = [await row(beside.id), await row(long.id)];
    expect(Number(last.finished_at) - Number(first.finished_at)).toBeGreaterThan(1_000);
  });

  it('may be reconciled by many workers at once', async () => {
    const ids = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        orphan(`crowd ${index}`, { state: 'active', lease_until: new Date(Date.now() - 1_000) }),
      ),
    );
    await Promise.all(Array.from({ length: 5 }, () => lab.get(Reconciler).reconcile()));
    await eventually(async () => {
      const { rows } = await database.admin.query(`SELECT crashes, state FROM job WHERE id = ANY($1)`, [ids]);
      expect(rows).toEqual(ids.map(() => ({ crashes: 1, state: 'completed' })));
    });
  });

  it('reaches only its own tables in the system role', async () => {
    const reading = lab
      .get(Database)
      .sql(CrossTeamScope.system, (tx) => tx.rows({ id: 'uuid' }, Prisma.sql`SELECT id FROM lead`));
    await expect(reading).rejects.toMatchObject({ code: '42501' });
  });

  it('ends although a job heeds nothing; the job is taken up elsewhere', async () => {
    await lab.close();
    const providers = handle(labJobs, { work: WorkHandler });
    const deaf = await startLab(testEnv(database, { SHUTDOWN_SECONDS: '1' }), { worker: true, providers });
    let letGo = (): void => undefined;
    beforeCompletion = () => new Promise((resolve) => (letGo = resolve));
    const { id } = await deaf
      .get(Database)
      .sql(scope, (tx) => deaf.get(Jobs).enqueue(tx, labJobs.work, { text: 'deaf' }));
    await eventually(() => expect(runs).toContain('deaf'));
    const ended = deaf.close().then(() => 'ended');
    const late = new Promise((resolve) => setTimeout(resolve, 15_000, 'still there').unref());
    expect(await Promise.race([ended, late])).toBe('ended');
    expect((await row(id)).state).toBe('active');
    letGo();

    beforeCompletion = async () => undefined;
    lab = await startLab(testEnv(database), { worker: true, providers });
    await eventually(async () => expect((await row(id)).state).toBe('completed'), 30_000);
    expect(await effects('deaf')).toBe(1);
  });
});
