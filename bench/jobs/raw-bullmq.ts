import { createPostgresBackend, createRedisBackend, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';

/**
 * The limit of durable-jobs: BullMQ alone, with the connection kind, queue options and process layout of the product, and no rows.
 * As `producer` it adds jobs in bulk, as `worker` it runs them.
 */
const name = 'bench-raw';
const { REDIS_URL, DATABASE_URL } = process.env;
const pool = { connectionString: DATABASE_URL, options: '-c search_path=bullmq', keepAlive: true };

if (process.argv[2] === 'worker') await work(Number(process.argv[3]));
else produce();
process.send?.({ ready: true });

function produce(): void {
  const queue = REDIS_URL
    ? new Queue(
        name,
        { prefix: '{bench-raw}', connection: new Redis(REDIS_URL) },
        createRedisBackend as never,
      )
    : new Queue(name, { connection: { ...pool, max: 8 } as never }, createPostgresBackend as never);
  process.on(
    'message',
    ({ count, batch }: { count: number; batch: number }) => void add(queue, count, batch),
  );
}

async function add(queue: Queue, count: number, batch: number): Promise<void> {
  for (let from = 0; from < count; from += batch) {
    const length = Math.min(batch, count - from);
    await queue.addBulk(
      Array.from({ length }, (_, index) => ({
        name: 'bench.noop',
        data: { n: from + index },
        opts: { attempts: 1_000 },
      })),
    );
  }
  process.send?.({ enqueued: count });
}

async function work(concurrency: number): Promise<void> {
  const runs = { done: 0, wanted: 0 };
  const options = {
    concurrency,
    lockDuration: 15_000,
    stalledInterval: 5_000,
    removeOnComplete: { age: 3_600, ...(REDIS_URL ? { count: 200_000 } : {}) },
  };
  const run = async () => undefined;
  const worker = REDIS_URL
    ? new Worker(
        name,
        run,
        {
          ...options,
          prefix: '{bench-raw}',
          connection: new Redis(REDIS_URL, { maxRetriesPerRequest: null }),
        },
        createRedisBackend as never,
      )
    : new Worker(
        name,
        run,
        { ...options, connection: { ...pool, max: 4 } as never },
        createPostgresBackend as never,
      );
  // `completed` is told after the job has been settled in the backend, not after the handler.
  worker.on('completed', () => {
    runs.done += 1;
    if (runs.done === runs.wanted) process.send?.({ ran: runs.done });
  });
  await worker.waitUntilReady();
  process.on('message', ({ count }: { count: number }) => Object.assign(runs, { done: 0, wanted: count }));
}
