import { randomUUID } from 'node:crypto';
import { Injectable, type INestApplicationContext } from '@nestjs/common';
import { IsInt, IsOptional, IsString } from 'class-validator';
import { Database, TenantScope } from '@platform/database';
import { DomainError } from '@platform/errors';
import { defineJob, exponential, JobAdmin, Jobs } from '@platform/jobs';
import { handle, type JobContext, type JobHandler } from '@platform/jobs/worker';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { backendUnderTest, testEnv } from '../../../../test/support/environment';
import { eventually } from '../../../../test/support/eventually';
import { startLab } from '../../../../test/support/job-lab';

class NotePayload {
  @IsString() text: string;
  @IsOptional() @IsInt() failTimes?: number;
}
class StepPayload {
  @IsInt() left: number;
}
const labJobs = {
  step: defineJob({
    name: 'lab.step',
    queue: 'campaigns',
    payload: StepPayload,
    attempts: 1,
    backoff: exponential(1),
  }),
  note: defineJob({
    name: 'lab.note',
    queue: 'messages',
    payload: NotePayload,
    attempts: 3,
    backoff: exponential(0.1),
  }),
};
const seen: { text: string; attempt: number; at: number }[] = [];

@Injectable()
class NoteHandler implements JobHandler<typeof labJobs.note> {
  async run({ text, failTimes }: NotePayload, context: JobContext): Promise<void> {
    seen.push({ text, attempt: context.attempt, at: Date.now() });
    if (failTimes !== undefined && context.attempt <= failTimes) throw new Error('not this time');
    if (text === 'refused') throw new DomainError('invalid', 'lab_refused', 'never');
    await context.complete(async () => ({ noted: text }));
  }
}

/** Work in portions: each run enqueues the next. */
@Injectable()
class StepHandler implements JobHandler<typeof labJobs.step> {
  constructor(private readonly jobs: Jobs) {}

  async run({ left }: StepPayload, context: JobContext): Promise<void> {
    await context.complete(async (tx) => {
      if (left > 0) await this.jobs.enqueue(tx, labJobs.step, { left: left - 1 });
    });
  }
}

describe(`persisted jobs on ${backendUnderTest}`, () => {
  let database: TestDatabase;
  let lab: INestApplicationContext;
  const scope = TenantScope.of(randomUUID());
  const enqueue = (payload: NotePayload, options = {}) =>
    lab.get(Database).sql(scope, (tx) => lab.get(Jobs).enqueue(tx, labJobs.note, payload, options));
  const state = async (id: string) => {
    const { rows } = await database.admin.query('SELECT state, attempts, last_error FROM job WHERE id = $1', [
      id,
    ]);
    return rows[0] as { state: string; attempts: number; last_error: string | null };
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    lab = await startLab(testEnv(database), {
      worker: true,
      providers: handle(labJobs, { note: NoteHandler, step: StepHandler }),
    });
  });
  afterAll(async () => {
    await lab?.close();
    await database?.drop();
  });

  it('goes on in as many successors as the work takes', async () => {
    await lab.get(Database).sql(scope, (tx) => lab.get(Jobs).enqueue(tx, labJobs.step, { left: 40 }));
    await eventually(async () => {
      const { rows } = await database.admin.query(
        `SELECT state, count(*)::int AS n FROM job WHERE name = 'lab.step' GROUP BY 1`,
      );
      expect(rows).toEqual([{ state: 'completed', n: 41 }]);
    }, 20_000);
  });

  it('runs a committed job once and stores its result', async () => {
    const { id } = await enqueue({ text: 'hello' });
    await eventually(async () => expect((await state(id)).state).toBe('completed'));
    expect(seen.filter(({ text }) => text === 'hello')).toHaveLength(1);
    expect((await lab.get(JobAdmin).get(scope, id)).result).toEqual({ noted: 'hello' });
  });

  it('never runs a job whose transaction was rolled back', async () => {
    const rolledBack = lab.get(Database).sql(scope, async (tx) => {
      await lab.get(Jobs).enqueue(tx, labJobs.note, { text: 'ghost' });
      throw new Error('changed my mind');
    });
    await expect(rolledBack).rejects.toThrow('changed my mind');
    await enqueue({ text: 'after the ghost' });
    await eventually(() => expect(seen.map(({ text }) => text)).toContain('after the ghost'));
    expect(seen.map(({ text }) => text)).not.toContain('ghost');
  });

  it('retries with a pause until it works, then stops', async () => {
    const { id } = await enqueue({ text: 'twice', failTimes: 2 });
    await eventually(async () => expect((await state(id)).state).toBe('completed'));
    expect(seen.filter(({ text }) => text === 'twice').map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  });

  it('fails when its tries are used up, and at once when trying again cannot help', async () => {
    const used = await enqueue({ text: 'never', failTimes: 99 });
    const refused = await enqueue({ text: 'refused' });
    await eventually(async () =>
      expect(await state(used.id)).toMatchObject({ state: 'failed', attempts: 3 }),
    );
    await eventually(async () =>
      expect(await state(refused.id)).toMatchObject({ state: 'failed', attempts: 1 }),
    );
    expect((await state(refused.id)).last_error).toContain('DomainError');
  });

  it('starts a delayed job when Postgres says that it is due, not before', async () => {
    const dueAt = new Date(Date.now() + 1_500);
    await enqueue({ text: 'later' }, { dueAt });
    const run = await eventually(() => {
      const found = seen.find(({ text }) => text === 'later');
      if (!found) throw new Error('not yet');
      return found;
    });
    expect(run.at).toBeGreaterThanOrEqual(dueAt.getTime());
    expect(run.at - dueAt.getTime()).toBeLessThan(1_000);
  });

  it('keeps one unfinished job per dedupe key', async () => {
    const dueAt = new Date(Date.now() + 60_000);
    const first = await enqueue({ text: 'once' }, { dueAt, dedupeKey: 'k' });
    const second = await enqueue({ text: 'once' }, { dueAt, dedupeKey: 'k' });
    expect(second).toEqual({ id: first.id, created: false });
  });

  it('reschedules to an earlier and to a later time; the old wake-up does nothing', async () => {
    const far = new Date(Date.now() + 3_600_000);
    const sooner = await enqueue({ text: 'sooner' }, { dueAt: far });
    const postponed = await enqueue({ text: 'postponed' }, { dueAt: new Date(Date.now() + 400) });
    await lab.get(Database).sql(scope, async (tx) => {
      expect(await lab.get(Jobs).reschedule(tx, sooner.id, new Date())).toBe(true);
      expect(await lab.get(Jobs).reschedule(tx, postponed.id, far)).toBe(true);
    });
    await eventually(async () => expect((await state(sooner.id)).state).toBe('completed'));
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect((await state(postponed.id)).state).toBe('scheduled');
    expect(seen.filter(({ text }) => text === 'postponed')).toHaveLength(0);
  });

  it('does not run what was cancelled, and lets an operator run it after all', async () => {
    const { id } = await enqueue({ text: 'cancelled' }, { dueAt: new Date(Date.now() + 600) });
    expect((await lab.get(JobAdmin).cancel(scope, id)).state).toBe('cancelled');
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(seen.filter(({ text }) => text === 'cancelled')).toHaveLength(0);
    await lab.get(JobAdmin).retry(scope, id);
    await eventually(async () => expect((await state(id)).state).toBe('completed'));
  });

  it("does not show one team's job to another", async () => {
    const { id } = await enqueue({ text: 'private' });
    await expect(lab.get(JobAdmin).get(TenantScope.of(randomUUID()), id)).rejects.toMatchObject({
      code: 'job_not_found',
    });
  });
});
