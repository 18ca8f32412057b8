import { randomUUID } from 'node:crypto';
import { Injectable, type INestApplicationContext } from '@nestjs/common';
import { IsInt, IsOptional, IsString, IsUUID } from 'class-validator';
import { Database, TenantScope } from '@platform/database';
import { defineEvent, Events, type StoredEvent } from '@platform/events';
import { subscribe, subscribeBatch } from '@platform/events/worker';
import { defineJob, exponential, maxDepth } from '@platform/jobs';
import {
  handle,
  schedule,
  type JobContext,
  type JobHandler,
  type ScheduledTask,
} from '@platform/jobs/worker';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { backendUnderTest, testEnv } from '../../../../test/support/environment';
import { eventually } from '../../../../test/support/eventually';
import { startLab } from '../../../../test/support/job-lab';

class Happened {
  @IsString() what: string;
}
class React {
  @IsString() what: string;
  @IsOptional() @IsInt() failTimes?: number;
}
class Gathered {
  @IsUUID(undefined, { each: true }) eventIds: string[];
}
const happened = defineEvent({ name: 'lab.happened', payload: Happened });
const job = (name: string) =>
  defineJob({ name, queue: 'events', payload: React, attempts: 3, backoff: exponential(0.1) });
const poured = defineEvent({ name: 'lab.poured', payload: Happened });
const labJobs = {
  greet: job('lab.greet'),
  loop: job('lab.loop'),
  gather: defineJob({
    name: 'lab.gather',
    queue: 'events',
    payload: Gathered,
    attempts: 3,
    backoff: exponential(0.1),
  }),
};
const gathered: StoredEvent[][] = [];
const greeted: string[] = [];
const looped: string[] = [];
const ticks: number[] = [];

@Injectable()
class GreetHandler implements JobHandler<typeof labJobs.greet> {
  async run({ what }: React, context: JobContext): Promise<void> {
    if (what === 'stumble' && context.attempt === 1) throw new Error('first try');
    greeted.push(what);
  }
}

@Injectable()
class LoopHandler implements JobHandler<typeof labJobs.loop> {
  constructor(private readonly events: Events) {}

  async run({ what }: React, context: JobContext): Promise<void> {
    looped.push(what);
    // An automation that sets itself off again.
    if (what === 'loop')
      await context.complete(async (tx) => void (await this.events.publish(tx, happened, { what })));
  }
}

@Injectable()
class GatherHandler implements JobHandler<typeof labJobs.gather> {
  constructor(private readonly events: Events) {}

  async run({ eventIds }: Gathered, context: JobContext): Promise<void> {
    await context.complete(async (tx) => void gathered.push(await this.events.read(tx, eventIds)));
  }
}

@Injectable()
class TickTask implements ScheduledTask {
  async tick(slot: Date): Promise<void> {
    ticks.push(slot.getTime());
  }
}

subscribe(happened, labJobs.greet, ({ payload }) => ({ what: payload.what }));
subscribe(happened, labJobs.loop, ({ payload }) => ({ what: payload.what }));
subscribeBatch([poured], labJobs.gather, ({ eventIds }) => ({ eventIds }), 40);
const tickTask = schedule({ name: 'lab.tick', every: 1_000, task: TickTask });

describe(`events and schedules on ${backendUnderTest}`, () => {
  let database: TestDatabase;
  let workers: INestApplicationContext[] = [];
  const scope = TenantScope.of(randomUUID());
  const publish = (what: string, fail = false) =>
    workers[0]!.get(Database).sql(scope, async (tx) => {
      await workers[0]!.get(Events).publish(tx, happened, { what });
      if (fail) throw new Error('rolled back');
    });

  beforeAll(async () => {
    database = await createTestDatabase();
    const env = testEnv(database);
    const providers = [
      ...handle(labJobs, { greet: GreetHandler, loop: LoopHandler, gather: GatherHandler }),
      tickTask,
    ];
    workers = await Promise.all([1, 2, 3].map(() => startLab(env, { worker: true, providers })));
  });
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.close()));
    await database?.drop();
  });

  it('runs each subscriber once per committed event, and none for an event that was rolled back', async () => {
    await expect(publish('ghost', true)).rejects.toThrow('rolled back');
    await publish('once');
    await eventually(() => expect(greeted).toContain('once'));
    await eventually(() => expect(looped).toContain('once'));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(greeted.filter((what) => what === 'once')).toHaveLength(1);
    expect(greeted).not.toContain('ghost');
  });

  it('retries a failing subscriber alone', async () => {
    await publish('stumble');
    await eventually(() => expect(greeted).toContain('stumble'));
    expect(looped.filter((what) => what === 'stumble')).toHaveLength(1);
  });

  it('cuts a chain that sets itself off, and keeps its trace', async () => {
    await publish('loop');
    const chain = async () =>
      (
        await database.admin.query(
          `SELECT depth, cause_id FROM job WHERE name = 'lab.loop' AND payload->>'what' = 'loop' ORDER BY depth`,
        )
      ).rows as { depth: number; cause_id: string }[];
    await eventually(async () => expect(await chain()).toHaveLength(maxDepth), 40_000);
    await new Promise((resolve) => setTimeout(resolve, 600));
    const rows = await chain();
    expect(rows.map(({ depth }) => depth)).toEqual(Array.from({ length: maxDepth }, (_, depth) => depth));
    expect(new Set(rows.map(({ cause_id }) => cause_id)).size).toBe(1);
  });

  it('hands a batch subscriber many events of a team with one job, each event once', async () => {
    const other = TenantScope.of(randomUUID());
    const pour = (team: TenantScope, count: number) =>
      workers[0]!.get(Database).sql(team, async (tx) => {
        const payloads = Array.from({ length: count }, (_, index) => ({ what: `${team.teamId} ${index}` }));
        await workers[0]!.get(Events).publishMany(tx, poured, payloads);
      });
    await Promise.all([pour(scope, 100), pour(other, 7)]);
    await eventually(() => expect(gathered.flat()).toHaveLength(107));
    expect(new Set(gathered.flat().map(({ id }) => id)).size).toBe(107);
    expect(gathered.map((batch) => new Set(batch.map(({ teamId }) => teamId)).size)).toEqual(
      gathered.map(() => 1),
    );
    expect(gathered.map((batch) => batch.length).sort((a, b) => a - b)).toEqual([7, 20, 40, 40]);
  });

  it('fires each tick of a schedule once, whatever the number of workers', async () => {
    await eventually(() => expect(ticks.length).toBeGreaterThanOrEqual(3));
    expect(new Set(ticks).size).toBe(ticks.length);
  });
});
