import type { FaultRule } from '../../apps/sandbox/src/faults/fault-rule';
import { backendUnderTest } from '../support/environment';
import { eventually } from '../support/eventually';
import { Chance, isFull, itInFull } from './chaos-seed';
import { ChaosRig, providerTimeoutMs } from './chaos-rig';
import { ChaosTenant } from './chaos-tenant';
import { Disturbance, killWorkers } from './disturbance';
import { printFigures } from './figures';
import { closeQueue, loseQueueMemory } from './queue-memory';
import { expectRemindersTrue, remindersEnded, type ReminderFigures } from './reminder-oracle';
import { ReminderTraffic, type TrafficWish } from './reminder-traffic';
import { findFaketime } from './faketime';
import { letKeysGo } from './stuck-keys';

let rig: ChaosRig;
beforeAll(async () => {
  rig = await ChaosRig.start({ workers: 2, ownPostgres: isFull });
}, 120_000);
afterAll(() => rig?.stop());
afterEach(() => rig.calm(), 90_000);

const providers = ['sendgrid', 'twilio'] as const;
const size: TrafficWish = isFull ? { bookings: 240, forMs: 60_000 } : { bookings: 48, forMs: 5_000 };

/** A fault that goes on while appointments are booked and changed. */
interface Fault {
  stop(): Promise<unknown>;
  times(): number;
}

/** Appointments are booked, moved, renamed, cancelled and completed while `disturb` goes on. */
async function survive(
  fault: string,
  wish: TrafficWish,
  disturb: (chance: Chance, tenant: ChaosTenant) => Promise<Fault> | Fault,
): Promise<ReminderFigures> {
  const chance = new Chance(fault);
  const tenant = await ChaosTenant.open(rig);
  await tenant.addLeads(wish.bookings);
  const traffic = new ReminderTraffic(rig, tenant, chance);
  const began = Date.now();
  const running = traffic.run(wish);
  running.catch(() => undefined); // awaited below; it may fail before
  let disturbance: Fault | undefined;
  try {
    disturbance = await disturb(chance, tenant);
    await running;
  } finally {
    await disturbance?.stop();
  }
  await remindersEnded(rig, tenant, isFull ? 180_000 : 60_000);
  const seconds = Number(((Date.now() - began) / 1_000).toFixed(1));
  const figures = await expectRemindersTrue(rig, tenant, traffic.bookings);
  printFigures(`reminders, ${fault}`, { ...figures, faults: disturbance.times(), seconds });
  expect(disturbance.times()).toBeGreaterThan(0);
  expect(figures.sent).toBeGreaterThan(wish.bookings / 2);
  return figures;
}

/** Waits until a provider has reminders of the tenant in its hands. */
async function callsUnderWay({ teamId }: ChaosTenant): Promise<void> {
  await eventually(
    async () => {
      const calls = await rig.rows(
        `SELECT 1 FROM message_chunk WHERE team_id = $1 AND state = 'handed_off'`,
        [teamId],
      );
      expect(calls.length).toBeGreaterThan(0);
    },
    60_000,
    10,
  );
}

function slowProviders(chance: Chance, ms: number, jitterMs: number): void {
  const rules = providers.map((provider) => ({ provider, kind: 'latency', ms, jitterMs }) as const);
  rig.sandbox.control.faults.add(rules, chance.seed);
}

/** Both at once while they hold calls, so that none of them is by chance the idle one; then one after the other. */
async function killBoth(tenant: ChaosTenant): Promise<void> {
  await callsUnderWay(tenant);
  await Promise.all(rig.workers.map((worker) => worker.kill()));
  await Promise.all(rig.workers.map((worker) => worker.start(false)));
}

/** Calls in between go well: a circuit that opens would hide the faults behind it. */
function everyFault(provider: 'sendgrid' | 'twilio', chance: Chance): FaultRule[] {
  const rules: FaultRule[] = [
    { provider, kind: 'status', status: 500 },
    { provider, kind: 'status', status: 503 },
    { provider, kind: 'status', status: 429, resetAfterSeconds: 2 },
    { provider, kind: 'timeout_no_accept' },
    { provider, kind: 'reset_before' },
    { provider, kind: 'reset_after' },
    { provider, kind: 'late', ms: providerTimeoutMs + 1_000 },
  ];
  const often = isFull ? { everyNth: 20 } : { count: 1 };
  return chance.shuffled(rules).map((rule, index) => ({ ...rule, skip: 2 + index, ...often }));
}

function refuseAndLose(chance: Chance): void {
  const rules = providers.flatMap((provider) => everyFault(provider, chance));
  rig.sandbox.control.faults.add(rules, chance.seed);
}

/** Each provider did everything that a provider can do to a call. */
function expectEveryFaultMet(): void {
  const met = rig.sandbox.control.faults
    .list()
    .filter(({ rule, hits }) => rule.kind !== 'latency' && hits > 0);
  expect(met).toHaveLength(providers.length * 7);
}

function loseQueueNowAndThen(chance: Chance): Disturbance {
  return new Disturbance(
    () => chance.between(5_000, 12_000),
    () => loseQueueMemory(rig),
  );
}

const queueLoss = backendUnderTest === 'redis' ? 'Redis FLUSHALL' : 'the queue tables emptied';
it(`worker kill -9, ${queueLoss} and every provider fault at once while reminders fire`, async () => {
  rig.silence();
  const { 'uncertain at first': uncertain } = await survive('all at once', size, async (chance, tenant) => {
    refuseAndLose(chance);
    slowProviders(chance, 200, 400);
    await killBoth(tenant);
    await loseQueueMemory(rig);
    const kills = killWorkers(rig.workers, chance, isFull ? 2_000 : 1_000);
    const losses = loseQueueNowAndThen(chance);
    return {
      stop: () => Promise.all([kills.stop(), losses.stop()]),
      times: () => kills.times + losses.times + 3,
    };
  });
  expectEveryFaultMet();
  // A kill that never met a call would prove nothing.
  expect(uncertain).toBeGreaterThan(0);
}, 400_000);

it('API kill -9 between commit and enqueue: what was booked is reminded of', async () => {
  const tenant = await ChaosTenant.open(rig);
  await tenant.addLeads(8);
  const traffic = new ReminderTraffic(rig, tenant, new Chance('reminders, api'));
  const openQueue = await closeQueue(rig);
  try {
    const leads = await rig.rows<{ id: string }>('SELECT id FROM lead WHERE team_id = $1', [tenant.teamId]);
    await Promise.all(leads.map(({ id }) => traffic.book(id, Date.now() + 4_000, 60)));
    await rig.api.kill();
  } finally {
    await openQueue();
    await rig.api.start();
  }
  await remindersEnded(rig, tenant, 45_000);
  const figures = await expectRemindersTrue(rig, tenant, traffic.bookings);
  printFigures('reminders, API kill before enqueue', { ...figures });
  expect([figures.sent, figures['shown in the product']]).toEqual([16, 8]);
}, 120_000);

itInFull(
  'worker kill -9 every second while reminders fire',
  async () => {
    rig.silence();
    const { 'uncertain at first': uncertain } = await survive(
      'worker kills',
      size,
      async (chance, tenant) => {
        slowProviders(chance, 300, 600);
        await killBoth(tenant);
        const kills = killWorkers(rig.workers, chance, 1_000);
        return { stop: () => kills.stop(), times: () => kills.times + 2 };
      },
    );
    expect(uncertain).toBeGreaterThan(0);
  },
  400_000,
);

itInFull(
  `${queueLoss} while reminders fire`,
  async () => {
    await survive(queueLoss, size, async (chance, tenant) => {
      slowProviders(chance, 100, 200);
      await callsUnderWay(tenant);
      await loseQueueMemory(rig);
      const losses = loseQueueNowAndThen(chance);
      return { stop: () => losses.stop(), times: () => losses.times + 1 };
    });
  },
  400_000,
);

itInFull(
  'every provider fault while reminders fire',
  async () => {
    rig.silence();
    await survive('provider faults', size, (chance) => {
      refuseAndLose(chance);
      const met = () => rig.sandbox.control.faults.list().reduce((sum, { hits }) => sum + hits, 0);
      return { stop: () => Promise.resolve(), times: met };
    });
    expectEveryFaultMet();
  },
  400_000,
);

itInFull(
  'Postgres immediate restart and API kill -9 while reminders fire',
  async () => {
    await survive('Postgres and API', size, async (chance, tenant) => {
      slowProviders(chance, 100, 200);
      await callsUnderWay(tenant);
      const restarts = new Disturbance(
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
      return { stop: () => restarts.stop(), times: () => restarts.times };
    });
  },
  600_000,
);

if (backendUnderTest === 'redis') {
  itInFull(
    'Redis kill -9 and restart while reminders fire',
    async () => {
      await survive('Redis restart', size, async (chance, tenant) => {
        slowProviders(chance, 100, 200);
        await callsUnderWay(tenant);
        const restarts = new Disturbance(
          () => chance.between(1_000, 8_000),
          async () => {
            await rig.redis!.kill();
            await new Promise((resolve) => setTimeout(resolve, chance.between(200, 3_000)));
            await rig.redis!.start();
          },
        );
        return { stop: () => restarts.stop(), times: () => restarts.times };
      });
    },
    400_000,
  );
}

itInFull(
  'SIGTERM rolling deploy of three workers while reminders fire: nothing uncertain',
  async () => {
    const third = await rig.addWorker();
    await third.start();
    const stops: { ms: number; killed: boolean }[] = [];
    // A report of the provider would settle what a careless stop left open.
    rig.silence();
    const figures = await survive('rolling deploy', size, async (chance, tenant) => {
      slowProviders(chance, 100, 500);
      await callsUnderWay(tenant);
      const deploys = new Disturbance(
        () => chance.between(200, 800),
        async () => {
          const worker = rig.workers[deploys.times % rig.workers.length]!;
          stops.push(await worker.terminate());
          await worker.start();
        },
      );
      return { stop: () => deploys.stop(), times: () => deploys.times };
    });
    rig.workers.splice(rig.workers.indexOf(third), 1);
    await third.terminate();
    expect(stops.filter(({ killed, ms }) => killed || ms > 25_000)).toEqual([]);
    expect(figures['uncertain at first']).toBe(0);
  },
  400_000,
);

const faketime = findFaketime();
(faketime ? itInFull : () => undefined)(
  "one worker's clock an hour fast, first among others, then alone: no reminder before its time",
  async () => {
    const others = [...rig.workers];
    const fast = await rig.addWorker({ LD_PRELOAD: faketime!, FAKETIME: '+3600s' });
    await fast.start();
    const wish = { bookings: 160, forMs: 20_000 };
    const none = { stop: () => Promise.resolve(), times: () => 1 };
    await survive('clock an hour fast', wish, () => none);
    await Promise.all(others.map((worker) => worker.kill()));
    await survive('clock an hour fast, alone', { bookings: 64, forMs: 8_000 }, () => none);
    rig.workers.splice(rig.workers.indexOf(fast), 1);
    await fast.kill();
    await Promise.all(others.map((worker) => worker.start()));
  },
  400_000,
);

itInFull(
  'an outage of all workers: late reminders go while they are of use, none after the start',
  async () => {
    const tenant = await ChaosTenant.open(rig);
    await tenant.addLeads(40);
    const traffic = new ReminderTraffic(rig, tenant, new Chance('reminders, outage'));
    await Promise.all(rig.workers.map((worker) => worker.kill()));
    const leads = await rig.rows<{ id: string }>('SELECT id FROM lead WHERE team_id = $1', [tenant.teamId]);
    const due = Date.now() + 4_000;
    // Half of them start a minute after their reminder was due, with nobody there to send it.
    await Promise.all(leads.map(({ id }, index) => traffic.book(id, due, index % 2 === 0 ? 1 : 60)));
    await new Promise((resolve) => setTimeout(resolve, due + 61_000 - Date.now()));
    await Promise.all(rig.workers.map((worker) => worker.start()));
    await remindersEnded(rig, tenant, 60_000);
    const figures = await expectRemindersTrue(rig, tenant, traffic.bookings);
    printFigures('reminders, outage past the start', { ...figures });
    expect([figures.sent, figures['shown in the product']]).toEqual([40, 20]);
  },
  200_000,
);
