import { backendUnderTest } from '../support/environment';
import { Chance, isFull, itInFull } from './chaos-seed';
import { ChaosRig } from './chaos-rig';
import { ChaosTenant } from './chaos-tenant';
import { killWorkers } from './disturbance';
import { findFaketime } from './faketime';
import { printFigures } from './figures';
import { expectEveryFaultMet, misbehave, slowProviders } from './provider-faults';
import { closeQueue, loseQueueMemory } from './queue-memory';
import { expectRemindersTrue, remindersEnded, type ReminderFigures } from './reminder-oracle';
import { ReminderTraffic, type TrafficWish } from './reminder-traffic';
import {
  callsUnderWay,
  deployDuring,
  hourFast,
  killDuringCall,
  loseQueueNowAndThen,
  restartPostgresAndApi,
  restartRedis,
  together,
  type Fault,
} from './strikes';

let rig: ChaosRig;
beforeAll(async () => {
  rig = await ChaosRig.start({ workers: 2, ownPostgres: isFull });
}, 120_000);
afterAll(() => rig?.stop());
afterEach(() => rig.calm(), 90_000);

const size: TrafficWish = isFull ? { bookings: 160, forMs: 40_000 } : { bookings: 48, forMs: 5_000 };

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

const queueLoss = backendUnderTest === 'redis' ? 'Redis FLUSHALL' : 'the queue tables emptied';
it(`worker kill -9, ${queueLoss} and every provider fault at once while reminders fire`, async () => {
  rig.silence();
  const { 'uncertain at first': uncertain } = await survive(
    'all at once',
    size,
    async (chance, { teamId }) => {
      misbehave(rig, chance);
      slowProviders(rig, chance, 200, 400);
      await killDuringCall(rig, teamId);
      await loseQueueMemory(rig);
      const kills = killWorkers(rig.workers, chance, isFull ? 2_000 : 1_000);
      return together([kills, loseQueueNowAndThen(rig, chance)], 3);
    },
  );
  expectEveryFaultMet(rig);
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
      async (chance, { teamId }) => {
        slowProviders(rig, chance, 300, 600);
        await killDuringCall(rig, teamId);
        return together([killWorkers(rig.workers, chance, 1_000)], 2);
      },
    );
    expect(uncertain).toBeGreaterThan(0);
  },
  400_000,
);

itInFull(
  `${queueLoss} while reminders fire`,
  async () => {
    await survive(queueLoss, size, async (chance, { teamId }) => {
      slowProviders(rig, chance, 100, 200);
      await callsUnderWay(rig, teamId);
      await loseQueueMemory(rig);
      return together([loseQueueNowAndThen(rig, chance)], 1);
    });
  },
  400_000,
);

itInFull(
  'every provider fault while reminders fire',
  async () => {
    rig.silence();
    await survive('provider faults', size, (chance) => {
      misbehave(rig, chance);
      const met = () => rig.sandbox.control.faults.list().reduce((sum, { hits }) => sum + hits, 0);
      return { stop: () => Promise.resolve(), times: met };
    });
    expectEveryFaultMet(rig);
  },
  400_000,
);

itInFull(
  'Postgres immediate restart and API kill -9 while reminders fire',
  async () => {
    await survive('Postgres and API', size, async (chance, { teamId }) => {
      slowProviders(rig, chance, 100, 200);
      await callsUnderWay(rig, teamId);
      return together([restartPostgresAndApi(rig, chance)]);
    });
  },
  600_000,
);

if (backendUnderTest === 'redis') {
  itInFull(
    'Redis kill -9 and restart while reminders fire',
    async () => {
      await survive('Redis restart', size, async (chance, { teamId }) => {
        slowProviders(rig, chance, 100, 200);
        await callsUnderWay(rig, teamId);
        return together([restartRedis(rig, chance)]);
      });
    },
    400_000,
  );
}

itInFull(
  'SIGTERM rolling deploy of three workers while reminders fire: nothing uncertain',
  async () => {
    // A report of the provider would settle what a careless stop left open.
    rig.silence();
    await deployDuring(rig, new Chance('reminders, deploy'), async (deploys) => {
      const figures = await survive('rolling deploy', size, async (chance, { teamId }) => {
        slowProviders(rig, chance, 100, 500);
        await callsUnderWay(rig, teamId);
        return together([deploys]);
      });
      expect(figures['uncertain at first']).toBe(0);
    });
  },
  400_000,
);

const faketime = findFaketime();
(faketime ? itInFull : () => undefined)(
  "one worker's clock an hour fast, among others and alone: no reminder before its time",
  async () => {
    const none = { stop: () => Promise.resolve(), times: () => 1 };
    await hourFast(rig, faketime!, (how) =>
      survive(`clock an hour fast, ${how}`, { bookings: 80, forMs: 12_000 }, () => none),
    );
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
