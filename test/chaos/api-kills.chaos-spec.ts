import { randomUUID } from 'node:crypto';
import { eventually } from '../support/eventually';
import { Chance, itInFull } from './chaos-seed';
import { ChaosRig } from './chaos-rig';
import { ChaosTenant, draft } from './chaos-tenant';
import { printFigures } from './figures';
import { expectLedgerTrue } from './ledger-oracle';
import { closeQueue } from './queue-memory';
import { letKeysGo } from './stuck-keys';

/** An advisory lock: the answer cannot be stored while the test holds it. */
const failpoint = 4_242;

let rig: ChaosRig;
beforeAll(async () => {
  rig = await ChaosRig.start({ workers: 2 });
}, 120_000);
afterAll(() => rig?.stop());

it('API kill -9 between commit and enqueue: the campaign goes out, the same key launches it once', async () => {
  const tenant = await ChaosTenant.open(rig);
  await tenant.addLeads(500);
  const id = await tenant.create();
  const key = randomUUID();
  const openQueue = await closeQueue(rig);
  let answer;
  try {
    answer = await tenant.rest.once('POST', `/api/campaigns/${id}/launch`, undefined, key);
    await rig.api.kill();
  } finally {
    await openQueue();
  }
  const openedAt = Date.now();
  expect(answer.status).toBeLessThan(300);
  await tenant.acceptedReaches(1);
  const wokenAfter = Date.now() - openedAt;
  await rig.api.start();
  const again = await tenant.rest.insist('POST', `/api/campaigns/${id}/launch`, undefined, key);
  expect(again.body).toEqual(answer.body);
  await tenant.ended({ id, launchedAt: openedAt }, 60_000);
  expect(await expectLedgerTrue(rig, tenant, id, 500)).toMatchObject({ accepted: 500 });
  printFigures('API kill before enqueue', { accepted: 500, 'first sent after ms': wokenAfter });
}, 180_000);

it('a job row without a wake-up is found within seconds', async () => {
  const tenant = await ChaosTenant.open(rig);
  const job = randomUUID();
  await rig.admin.query(
    `INSERT INTO job (id, team_id, name, queue, payload, due_at, max_attempts)
     VALUES ($1, $2, 'messaging.write-cancelled', 'maintenance', $3, now(), 8)`,
    [job, tenant.teamId, JSON.stringify({ teamId: tenant.teamId, sourceId: randomUUID() })],
  );
  const began = Date.now();
  await eventually(async () => {
    const [row] = await rig.rows<{ state: string }>('SELECT state FROM job WHERE id = $1', [job]);
    expect(row?.state).toBe('completed');
  }, 15_000);
  printFigures('a row without a wake-up', { 'done after ms': Date.now() - began });
  expect(Date.now() - began).toBeLessThan(15_000);
}, 60_000);

it('API kill -9 between commit and answer: a client that repeats the request makes one campaign', async () => {
  const tenant = await ChaosTenant.open(rig);
  const [body, key] = [draft('EMAIL', 'chaos', 0), randomUUID()];
  const made = () =>
    rig.rows('SELECT id FROM campaign WHERE team_id = $1 AND name = $2', [tenant.teamId, body.name]);
  const client = await rig.admin.connect();
  await client.query(`CREATE FUNCTION wait_for_test() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_advisory_xact_lock(${failpoint}); RETURN NEW; END $$`);
  await client.query(`CREATE TRIGGER wait_for_test BEFORE UPDATE ON idempotency_record FOR EACH ROW
    WHEN (OLD.finished_at IS NULL AND NEW.finished_at IS NOT NULL) EXECUTE FUNCTION wait_for_test()`);
  await client.query(`SELECT pg_advisory_lock(${failpoint})`);
  try {
    const request = tenant.rest.once('POST', '/api/campaigns', body, key).catch(() => undefined);
    await eventually(async () => expect(await made()).toHaveLength(1));
    await rig.api.kill();
    await request;
    // The server's side of the killed connection would still store the answer.
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()`,
    );
  } finally {
    await client.query(`SELECT pg_advisory_unlock(${failpoint})`);
    await client.query('DROP TRIGGER wait_for_test ON idempotency_record; DROP FUNCTION wait_for_test()');
    client.release();
  }
  await rig.api.start();
  await letKeysGo(rig);
  const answer = await tenant.rest.insist<{ code?: string }>('POST', '/api/campaigns', body, key);
  printFigures('API kill before the answer', {
    campaigns: (await made()).length,
    'repetition answers': answer.status,
  });
  expect(await made()).toHaveLength(1);
}, 120_000);

itInFull(
  'API kill -9 at any moment of a request: a client that repeats it makes one campaign',
  async () => {
    const chance = new Chance('api kills');
    const tenant = await ChaosTenant.open(rig);
    const rounds = 25;
    let lost = 0;
    for (let round = 0; round < rounds; round++) {
      const [body, key] = [draft('EMAIL', 'chaos', 0), randomUUID()];
      const request = tenant.rest.once('POST', '/api/campaigns', body, key).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, chance.between(0, 40)));
      await rig.api.kill();
      await request;
      await rig.api.start();
      await letKeysGo(rig);
      const answer = await tenant.rest.insist('POST', '/api/campaigns', body, key);
      if (answer.status >= 300) lost += 1;
      const found = await rig.rows('SELECT id FROM campaign WHERE team_id = $1 AND name = $2', [
        tenant.teamId,
        body.name,
      ]);
      expect(found).toHaveLength(1);
    }
    printFigures('API kill during a request', { rounds, 'answers lost': lost });
  },
  600_000,
);
