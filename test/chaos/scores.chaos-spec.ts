import { backendUnderTest } from '../support/environment';
import { eventually } from '../support/eventually';
import { Chance, isFull, itInFull } from './chaos-seed';
import { ChaosRig } from './chaos-rig';
import { ChaosTenant } from './chaos-tenant';
import { killWorkers } from './disturbance';
import { findFaketime } from './faketime';
import { printFigures } from './figures';
import { publishPastRoutes } from './past-routes';
import { loseQueueMemory } from './queue-memory';
import { expectScoresTrue, scoresAtRest, type ScoreFigures } from './score-oracle';
import { ScoreTraffic, type ScoreWish } from './score-traffic';
import {
  loseQueueNowAndThen,
  restartPostgresAndApi,
  deployDuring,
  hourFast,
  together,
  type Fault,
} from './strikes';

let rig: ChaosRig;
beforeAll(async () => {
  rig = await ChaosRig.start({ workers: 2, ownPostgres: isFull });
}, 120_000);
afterAll(() => rig?.stop());
afterEach(async () => {
  rig.sandbox.control.configure({ sendgrid: { webhooks: { copies: 1, shuffle: false } } });
  await rig.calm();
}, 90_000);

const size: ScoreWish = isFull
  ? { leads: 20_000, active: 400, forMs: 40_000, versions: 4 }
  : { leads: 400, active: 40, forMs: 6_000, versions: 2 };

/** A task for everyone who comes into band A, however often. */
function callThem({ teamId }: ChaosTenant): Promise<string> {
  return publishPastRoutes(rig, teamId, {
    trigger: { type: 'SCORE_THRESHOLD', bands: ['A'] },
    reentry: { mode: 'always' },
    exit: [],
    start: 'task',
    nodes: {
      task: {
        kind: 'CREATE_TASK',
        title: 'Call {{lead.name}}',
        dueIn: { amount: 1, unit: 'days' },
        next: 'end',
      },
      end: { kind: 'END' },
    },
  });
}

/** Evidence comes in, by mail and by post, people adjust, rules are published and all is recalculated while `disturb` goes on. */
async function survive(
  fault: string,
  disturb: (chance: Chance, tenant: ChaosTenant) => Promise<Fault> | Fault,
): Promise<ScoreFigures> {
  const chance = new Chance(`scores, ${fault}`);
  const tenant = await ChaosTenant.open(rig);
  const readers = size.active / 10;
  await tenant.addLeads(readers, { source: 'reader', mailbox: 'click{n}' });
  await tenant.addLeads(size.leads - readers);
  const workflowId = await callThem(tenant);
  const traffic = new ScoreTraffic(rig, tenant, chance);
  await traffic.publish();
  // Reports of reading come twice and in any order.
  rig.sandbox.control.configure({ sendgrid: { webhooks: { copies: 2, shuffle: true } } });
  const campaign = await tenant.launch({ source: 'reader' });
  const began = Date.now();
  const running = traffic.run(size);
  running.catch(() => undefined); // awaited below; it may fail before
  let disturbance: Fault | undefined;
  try {
    disturbance = await disturb(chance, tenant);
    await running;
  } finally {
    await disturbance?.stop();
  }
  await tenant.ended(campaign, 60_000);
  expect(await rig.sandbox.control.drained(60_000)).toBe(true);
  await scoresAtRest(rig, tenant, isFull ? 180_000 : 60_000);
  const figures = await expectScoresTrue(rig, tenant, traffic.told, workflowId);
  const seconds = Number(((Date.now() - began) / 1_000).toFixed(1));
  printFigures(`scores, ${fault}`, { ...figures, faults: disturbance.times(), seconds });
  expect(figures['opens and clicks']).toBeGreaterThan(0);
  expect(figures.runs).toBeGreaterThan(0);
  return figures;
}

/** Kills all workers while one of them is in the middle of writing scores: a lead that it wants to write is kept from it. */
async function killWhileRescoring({ teamId }: ChaosTenant): Promise<void> {
  const client = await rig.admin.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM lead WHERE team_id = $1 FOR NO KEY UPDATE', [teamId]);
    await eventually(
      async () => {
        const waiting = await rig.rows(
          `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%was_overall%'`,
        );
        expect(waiting.length).toBeGreaterThan(0);
      },
      60_000,
      20,
    );
    await Promise.all(rig.workers.map((worker) => worker.kill()));
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
  await Promise.all(rig.workers.map((worker) => worker.start(false)));
}

const queueLoss = backendUnderTest === 'redis' ? 'Redis FLUSHALL' : 'the queue tables emptied';
it(`worker kill -9 and ${queueLoss} while leads are rescored`, async () => {
  const { 'jobs taken up again': again } = await survive('kills and queue loss', async (chance, tenant) => {
    await killWhileRescoring(tenant);
    await loseQueueMemory(rig);
    const kills = killWorkers(rig.workers, chance, isFull ? 2_000 : 1_000);
    return together([kills, loseQueueNowAndThen(rig, chance)], 3);
  });
  // A kill that never met a rescoring would prove nothing.
  expect(again).toBeGreaterThan(0);
}, 500_000);

itInFull(
  'worker kill -9 every second while leads are rescored',
  async () => {
    await survive('worker kills', async (chance, tenant) => {
      await killWhileRescoring(tenant);
      return together([killWorkers(rig.workers, chance, 1_000)], 2);
    });
  },
  500_000,
);

itInFull(
  'Postgres immediate restart and API kill -9 while leads are rescored',
  async () => {
    await survive('Postgres and API', (chance) => together([restartPostgresAndApi(rig, chance)]));
  },
  600_000,
);

itInFull(
  'SIGTERM rolling deploy of three workers while leads are rescored',
  async () => {
    await deployDuring(rig, new Chance('scores, deploy'), async (deploys) => {
      await survive('rolling deploy', () => together([deploys]));
    });
  },
  500_000,
);

const faketime = findFaketime();
(faketime ? itInFull : () => undefined)(
  "one worker's clock an hour fast, among others and alone, while leads are rescored",
  async () => {
    const none = { stop: () => Promise.resolve(), times: () => 1 };
    await hourFast(rig, faketime!, (how) => survive(`clock an hour fast, ${how}`, () => none));
  },
  600_000,
);
