import { randomUUID } from 'node:crypto';
import { eventually } from '../support/eventually';
import { backendUnderTest } from '../support/environment';
import { Chance, isFull, itInFull } from './chaos-seed';
import { ChaosRig } from './chaos-rig';
import { ChaosTenant } from './chaos-tenant';
import { Disturbance, killWorkers } from './disturbance';
import { findFaketime } from './faketime';
import { printFigures } from './figures';
import { expectHookRunsTrue, hookDefinition, hookRunsEnded } from './hook-runs';
import { callHook, WebhookReceiver } from './hook-traffic';
import { publishPastRoutes } from './past-routes';
import { expectEveryFaultMet, misbehave, slowProviders } from './provider-faults';
import { loseQueueMemory } from './queue-memory';
import {
  deployDuring,
  hourFast,
  killDuringCall,
  restartPostgresAndApi,
  together,
  type Fault,
} from './strikes';

let rig: ChaosRig;
beforeAll(async () => {
  rig = await ChaosRig.start({
    ...{ workers: 2, ownPostgres: isFull },
    env: { WEBHOOKS_TO_PRIVATE_NETWORKS: 'true' },
  });
}, 120_000);
afterAll(() => rig?.stop());
afterEach(() => rig.calm(), 90_000);

/** A mail, two waits of seconds, a split, a tag, a task: written past the routes, which know no wait below a minute. */
function definition(tagId: string) {
  const seconds = (amount: number) => ({ amount: amount / 60, unit: 'minutes' });
  return {
    trigger: { type: 'LEAD_CREATED' },
    reentry: { mode: 'never' },
    exit: ['reply'],
    start: 'mail',
    nodes: {
      mail: {
        kind: 'SEND_EMAIL',
        subject: 'Welcome {{lead.firstName}}',
        body: '<p>Hello</p>',
        next: 'first',
      },
      first: { kind: 'WAIT_FOR', duration: seconds(3), next: 'tag' },
      tag: { kind: 'ADD_TAG', tagId, next: 'split' },
      split: {
        kind: 'RANDOM_SPLIT',
        arms: [
          { name: 'A', weight: 50, next: 'second' },
          { name: 'B', weight: 50, next: 'task' },
        ],
      },
      second: { kind: 'WAIT_FOR', duration: seconds(2), next: 'task' },
      task: {
        kind: 'CREATE_TASK',
        title: 'Call {{lead.name}}',
        dueIn: { amount: 1, unit: 'days' },
        next: 'end',
      },
      end: { kind: 'END' },
    },
  };
}

async function publish(tenant: ChaosTenant): Promise<string> {
  const tagId = randomUUID();
  await rig.rows(`INSERT INTO tag (id, team_id, name) VALUES ($1, $2, 'greeted')`, [tagId, tenant.teamId]);
  return publishPastRoutes(rig, tenant.teamId, definition(tagId));
}

/** Every lead of the tenant was created just now, and one in ten of these events is told twice. */
async function tellOfLeads({ teamId }: ChaosTenant): Promise<void> {
  await rig.rows(
    `INSERT INTO domain_event (id, team_id, name, payload, cause_id)
     SELECT e.id, $1, 'lead.created', jsonb_build_object('leadId', e.lead_id), e.id
     FROM (SELECT brickwork_uuid7() AS id, lead.id AS lead_id FROM lead
       CROSS JOIN LATERAL generate_series(1, CASE WHEN random() < 0.1 THEN 2 ELSE 1 END) WHERE team_id = $1) AS e`,
    [teamId],
  );
}

async function ended(workflowId: string, count: number, withinMs: number): Promise<void> {
  await eventually(
    async () => {
      const states = await rig.rows<{ state: string; count: number; error: string | null }>(
        `SELECT state, count(*)::int, max(error) AS error FROM workflow_run WHERE workflow_id = $1 GROUP BY state ORDER BY state`,
        [workflowId],
      );
      expect(states).toEqual([{ state: 'completed', count, error: null }]);
    },
    withinMs,
    200,
  );
}

/** No run lost or doubled, no step done twice or left out, no mail twice. */
async function expectRunsTrue(tenant: ChaosTenant, workflowId: string, count: number): Promise<void> {
  const { teamId } = tenant;
  const [sums] = await rig.rows(
    `SELECT (SELECT count(*) FROM workflow_run WHERE workflow_id = $1)::int AS runs,
       (SELECT count(DISTINCT lead_id) FROM workflow_run WHERE workflow_id = $1)::int AS leads,
       (SELECT count(*) FROM message_ledger WHERE team_id = $2 AND source_kind = 'workflow')::int AS mails,
       (SELECT count(DISTINCT lead_id) FROM message_ledger WHERE team_id = $2)::int AS written_to,
       (SELECT count(*) FROM task WHERE team_id = $2)::int AS tasks,
       (SELECT count(DISTINCT lead_id) FROM task WHERE team_id = $2)::int AS tasked,
       (SELECT count(*) FROM lead_tag WHERE team_id = $2)::int AS tagged`,
    [workflowId, teamId],
  );
  const each = { runs: count, leads: count, mails: count, written_to: count };
  expect(sums).toEqual({ ...each, tasks: count, tasked: count, tagged: count });
  const odd = await rig.rows(
    `SELECT r.id, array_agg(s.node_id || ' ' || s.outcome ORDER BY s.visit) AS steps FROM workflow_run r
     LEFT JOIN workflow_run_step s ON s.run_id = r.id WHERE r.workflow_id = $1 GROUP BY r.id
     HAVING array_agg(s.node_id || ' ' || s.outcome ORDER BY s.visit) NOT IN (
       ARRAY['mail done', 'first done', 'tag done', 'split done', 'second done', 'task done', 'end done'],
       ARRAY['mail done', 'first done', 'tag done', 'split done', 'task done', 'end done']) LIMIT 5`,
    [workflowId],
  );
  expect(odd).toEqual([]);
  const taken = new Map<string, number>();
  for (const { address } of rig.sandbox.control.record.page({ limit: Number.MAX_SAFE_INTEGER }).data)
    if (address.endsWith(`@${tenant.domain}`)) taken.set(address, (taken.get(address) ?? 0) + 1);
  expect([...taken].filter(([, times]) => times > 1)).toEqual([]);
}

async function survive(fault: string, count: number, disturb: (chance: Chance) => Fault) {
  const tenant = await ChaosTenant.open(rig);
  await tenant.addLeads(count);
  const workflowId = await publish(tenant);
  const began = Date.now();
  await tellOfLeads(tenant);
  const disturbance = disturb(new Chance(fault));
  try {
    await ended(workflowId, count, isFull ? 600_000 : 150_000);
  } finally {
    await disturbance.stop();
  }
  await expectRunsTrue(tenant, workflowId, count);
  const seconds = Number(((Date.now() - began) / 1_000).toFixed(1));
  printFigures(fault, { runs: count, faults: disturbance.times(), seconds });
  expect(disturbance.times()).toBeGreaterThan(0);
}

itInFull(
  'worker kill -9 every second while runs start, wait and go on',
  async () => {
    await survive('worker kills, runs', 10_000, (chance) =>
      together([killWorkers(rig.workers, chance, 1_000)]),
    );
  },
  700_000,
);

const queueLoss = backendUnderTest === 'redis' ? 'Redis FLUSHALL' : 'the queue tables emptied';
itInFull(
  `${queueLoss}, while runs start, wait and go on`,
  async () => {
    await survive(`${queueLoss}, runs`, 10_000, (chance) => {
      // On Postgres the queue needs seconds to recover.
      const [from, to] = backendUnderTest === 'redis' ? [800, 2_500] : [5_000, 14_000];
      const losses = new Disturbance(
        () => chance.between(from, to),
        () => loseQueueMemory(rig),
      );
      return together([losses]);
    });
  },
  700_000,
);

it('both at once', async () => {
  await survive('kills and queue loss, runs', isFull ? 10_000 : 200, (chance) => {
    const kills = killWorkers(rig.workers, chance, isFull ? 2_000 : 1_000);
    // The first while the runs are under way, however short they are.
    let first = true;
    const losses = new Disturbance(
      () => (first && !isFull ? chance.between(800, 2_500) : chance.between(4_000, 8_000)),
      async () => {
        await loseQueueMemory(rig);
        first = false;
      },
      isFull ? Infinity : 2,
    );
    return together([kills, losses]);
  });
}, 700_000);

/** A secret URL is called, every call twice at once, while `disturb` goes on; runs write, call another server, wait and text. */
async function surviveHooks(
  fault: string,
  disturb: (chance: Chance, tenant: ChaosTenant) => Promise<Fault> | Fault,
): Promise<void> {
  const chance = new Chance(`hooks, ${fault}`);
  const tenant = await ChaosTenant.open(rig);
  const [known, unknown] = isFull ? [100, 25] : [32, 8];
  await tenant.addLeads(known);
  const receiver = await WebhookReceiver.start(chance);
  const workflowId = await publishPastRoutes(rig, tenant.teamId, hookDefinition(receiver.url));
  const { url } = await tenant.rest.call<{ url: string }>('POST', `/api/workflows/${workflowId}/hook`);
  const people = Array.from({ length: known + unknown }, (_, index) => ({
    email: index < known ? `home${index + 1}@${tenant.domain}` : `new${index}@${tenant.domain}`,
    name: 'Ana Lopez',
  }));
  const began = Date.now();
  const spreadMs = isFull ? 30_000 : 3_000;
  const calling = Promise.all(
    people.map(async (person) => {
      await new Promise((resolve) => setTimeout(resolve, chance.between(0, spreadMs)));
      await callHook(url, person);
    }),
  );
  calling.catch(() => undefined); // awaited below; it may fail before
  let disturbance: Fault | undefined;
  try {
    disturbance = await disturb(chance, tenant);
    await calling;
    await disturbance.stop();
    await hookRunsEnded(rig, tenant, isFull ? 180_000 : 60_000);
    const figures = await expectHookRunsTrue(rig, tenant, receiver, { requests: people.length, unknown });
    const seconds = Number(((Date.now() - began) / 1_000).toFixed(1));
    printFigures(`runs by a URL, ${fault}`, { ...figures, faults: disturbance.times(), seconds });
    expect(receiver.refusals).toBeGreaterThan(0);
  } finally {
    await disturbance?.stop();
    await receiver.stop();
  }
}

it('every provider fault and kill -9 while runs come in by a URL, write, call and text', async () => {
  rig.silence();
  await surviveHooks('provider faults and kills', async (chance, { teamId }) => {
    misbehave(rig, chance);
    slowProviders(rig, chance, 100, 200);
    await killDuringCall(rig, teamId);
    return together(isFull ? [killWorkers(rig.workers, chance, 2_000)] : [], 2);
  });
  expectEveryFaultMet(rig);
}, 400_000);

itInFull(
  'Postgres immediate restart and API kill -9 while runs come in by a URL',
  async () => {
    await surviveHooks('Postgres and API', (chance) => together([restartPostgresAndApi(rig, chance)]));
  },
  600_000,
);

itInFull(
  'SIGTERM rolling deploy of three workers while runs come in by a URL',
  async () => {
    await deployDuring(rig, new Chance('hooks, deploy'), async (deploys) => {
      await surviveHooks('rolling deploy', () => together([deploys]));
    });
  },
  400_000,
);

const faketime = findFaketime();
(faketime ? itInFull : () => undefined)(
  "one worker's clock an hour fast, among others and alone, while runs come in by a URL",
  async () => {
    const none = { stop: () => Promise.resolve(), times: () => 1 };
    await hourFast(rig, faketime!, (how) => surviveHooks(`clock an hour fast, ${how}`, () => none));
  },
  400_000,
);
