import type { ChaosRig } from './chaos-rig';

/** The queue forgets everything: FLUSHALL of this rig's own Redis, or BullMQ's tables emptied. */
export async function loseQueueMemory(rig: ChaosRig): Promise<void> {
  if (rig.redis) {
    await rig.withRedis((client) => client.flushall());
    return;
  }
  await rig.admin.query(
    'DELETE FROM bullmq.job_dependency; DELETE FROM bullmq.job; DELETE FROM bullmq.scheduler; DELETE FROM bullmq.event',
  );
}

/** The queue takes nothing until the answered function is called: Redis is gone, or BullMQ's tables are locked. */
export async function closeQueue(rig: ChaosRig): Promise<() => Promise<void>> {
  if (rig.redis) {
    const { redis } = rig;
    await redis.kill();
    return () => redis.start();
  }
  const client = await rig.admin.connect();
  await client.query('BEGIN; LOCK TABLE bullmq.job IN ACCESS EXCLUSIVE MODE');
  return async () => {
    await client.query('ROLLBACK');
    client.release();
  };
}
