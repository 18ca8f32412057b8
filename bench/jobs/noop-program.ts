import 'reflect-metadata';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { IsInt } from 'class-validator';
import { ConfigModule, readEnv } from '@platform/config';
import { Database, DatabaseModule, TenantScope } from '@platform/database';
import { EventsModule } from '@platform/events';
import { defineJob, exponential, Jobs, JobsModule } from '@platform/jobs';
import { handle, JobsWorkerModule, WorkersHost, type JobHandler } from '@platform/jobs/worker';
import { LoggingModule } from '@platform/logging';

/** The product's job platform with one job that does nothing: as `producer` it enqueues, as `worker` it runs what is there. */
class NoopPayload {
  @IsInt() n: number;
}

const noop = defineJob({
  name: 'bench.noop',
  queue: 'messages',
  payload: NoopPayload,
  attempts: 3,
  backoff: exponential(1),
});

const runs = { seen: 0, wanted: 0 };

@Injectable()
class NoopHandler implements JobHandler<typeof noop> {
  async run(): Promise<void> {
    runs.seen += 1;
    if (runs.seen === runs.wanted) process.send?.({ ran: runs.seen });
  }
}

const platform = [ConfigModule.with(readEnv()), LoggingModule, DatabaseModule, JobsModule, EventsModule];

@Module({ imports: platform })
class ProducerModule {}

@Module({ imports: [...platform, JobsWorkerModule], providers: handle({ noop }, { noop: NoopHandler }) })
class WorkerModule {}

interface EnqueueRequest {
  teamId: string;
  count: number;
  batch: number;
  /** ms from now to the first due time, and the span over which due times are spread; absent: due at once. */
  due?: { inMs: number; spanMs: number };
}

const worker = process.argv[2] === 'worker';
const app = await NestFactory.createApplicationContext(worker ? WorkerModule : ProducerModule, {
  logger: ['error', 'warn'],
});
app.enableShutdownHooks(['SIGTERM']);
if (worker) {
  const host = app.get(WorkersHost);
  while (!host.running) await new Promise((resolve) => setTimeout(resolve, 10));
  process.on('message', ({ count }: { count: number }) => Object.assign(runs, { seen: 0, wanted: count }));
} else {
  process.on(
    'message',
    (request: EnqueueRequest) =>
      void enqueue(request).then(() => process.send?.({ enqueued: request.count })),
  );
}
process.send?.({ ready: true });

async function enqueue({ teamId, count, batch, due }: EnqueueRequest): Promise<void> {
  const database = app.get(Database);
  const jobs = app.get(Jobs);
  const scope = TenantScope.of(teamId);
  const start = Date.now();
  for (let from = 0; from < count; from += batch) {
    const entries = Array.from({ length: Math.min(batch, count - from) }, (_, index) => {
      const n = from + index;
      const dueAt = due && new Date(start + due.inMs + (due.spanMs * n) / count);
      return { payload: { n }, ...(dueAt ? { dueAt } : {}) };
    });
    await database.sql(scope, (tx) => jobs.enqueueMany(tx, noop, entries));
  }
}
