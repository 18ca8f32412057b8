import { eventually } from '../support/eventually';
import type { Chance } from './chaos-seed';
import type { ChaosRig } from './chaos-rig';
import { Disturbance } from './disturbance';
import { loseQueueMemory } from './queue-memory';
import { letKeysGo } from './stuck-keys';

/** Something that goes wrong while work goes on. */
export interface Fault {
  stop(): Promise<unknown>;
  /** How often it happened. */
  times(): number;
}

/** One fault of several; `before` counts what had happened already. */
export function together(disturbances: readonly Disturbance[], before = 0): Fault {
  return {
    stop: () => Promise.all(disturbances.map((one) => one.stop())),
    times: () => disturbances.reduce((sum, { times }) => sum + times, before),
  };
}

/** Waits until a provider has messages of the team in its hands. */
export async function callsUnderWay(rig: ChaosRig, teamId: string): Promise<void> {
  await eventually(
    async () => {
      const sql = `SELECT 1 FROM message_chunk WHERE team_id = $1 AND state = 'handed_off' LIMIT 1`;
      expect(await rig.rows(sql, [teamId])).toHaveLength(1);
    },
    60_000,
    10,
  );
}

/** `kill -9` of all workers in the middle of a call, so that none of them is by chance the idle one. */
export async function killDuringCall(rig: ChaosRig, teamId: string): Promise<void> {
  await callsUnderWay(rig, teamId);
  await Promise.all(rig.workers.map((worker) => worker.kill()));
  await Promise.all(rig.workers.map((worker) => worker.start(false)));
}

export function loseQueueNowAndThen(rig: ChaosRig, chance: Chance): Disturbance {
  return new Disturbance(
    () => chance.between(5_000, 12_000),
    () => loseQueueMemory(rig),
  );
}

/** Postgres ends at once and comes back; then the API, which has clients waiting, is killed as well. */
export function restartPostgresAndApi(rig: ChaosRig, chance: Chance): Disturbance {
  return new Disturbance(
    () => chance.between(1_000, 12_000),
    async () => {
      await rig.postgres!.crash();
      await new Promise((resolve) => setTimeout(resolve, chance.between(200, 1_500)));
      await rig.postgres!.startAgain();
      await rig.api.kill();
      await rig.api.start();
      await letKeysGo(rig);
    },
  );
}

export function restartRedis(rig: ChaosRig, chance: Chance): Disturbance {
  return new Disturbance(
    () => chance.between(1_000, 8_000),
    async () => {
      await rig.redis!.kill();
      await new Promise((resolve) => setTimeout(resolve, chance.between(200, 3_000)));
      await rig.redis!.start();
    },
  );
}

/** Deploys by SIGTERM, three workers in turn, while `work` goes on; each of them must end in time by itself. */
export async function deployDuring(
  rig: ChaosRig,
  chance: Chance,
  work: (deploys: Disturbance) => Promise<void>,
): Promise<{ 'slowest stop ms': number }> {
  const third = await rig.addWorker();
  await third.start();
  const stops: { ms: number; killed: boolean }[] = [];
  const deploys = new Disturbance(
    () => chance.between(200, 800),
    async () => {
      const worker = rig.workers[stops.length % rig.workers.length]!;
      stops.push(await worker.terminate());
      await worker.start();
    },
  );
  try {
    await work(deploys);
  } finally {
    await deploys.stop();
    rig.workers.splice(rig.workers.indexOf(third), 1);
    await third.terminate();
  }
  expect(stops.filter(({ killed, ms }) => killed || ms > 25_000)).toEqual([]);
  return { 'slowest stop ms': Math.max(...stops.map(({ ms }) => ms)) };
}

/** A worker that is an hour ahead: first among others, then alone. */
export async function hourFast(
  rig: ChaosRig,
  faketime: string,
  work: (title: 'among others' | 'alone') => Promise<unknown>,
): Promise<void> {
  const others = [...rig.workers];
  const fast = await rig.addWorker({ LD_PRELOAD: faketime, FAKETIME: '+3600s' });
  await fast.start();
  await work('among others');
  await Promise.all(others.map((worker) => worker.kill()));
  await work('alone');
  rig.workers.splice(rig.workers.indexOf(fast), 1);
  await fast.kill();
  await Promise.all(others.map((worker) => worker.start()));
}
