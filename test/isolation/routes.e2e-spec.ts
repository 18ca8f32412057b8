import { randomUUID } from 'node:crypto';
import { problemContentType } from '@platform/http';
import { ApiUnderTest, bearer, type Answer } from '../../apps/api/test/api-client';
import { badBodies, exampleOf, hostileValues, operationsOf, type Operation } from './openapi-walk';
import { twoTeams, type Side } from './two-teams';

/** Routes that end what the walk depends on, and the stream that is no JSON. They have suites of their own. */
const endsTheWalk = new Set(['/api/auth/logout']);

async function inParallel<T>(values: T[], work: (value: T) => Promise<void>): Promise<void> {
  const waiting = [...values];
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let value = waiting.shift(); value !== undefined; value = waiting.shift()) await work(value);
    }),
  );
}

describe('every route of the OpenAPI document', () => {
  let api: ApiUnderTest;
  let a: Side;
  let b: Side;
  let operations: Operation[];
  const problems: string[] = [];
  const seen: Record<string, number> = {};

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    [a, b] = await twoTeams(api);
    operations = operationsOf(api.api.document).filter(({ path }) => !endsTheWalk.has(path));
  });
  afterAll(async () => {
    process.stdout.write(`walked ${operations.length} routes, answers by status: ${JSON.stringify(seen)}\n`);
    await api.stop();
  });
  afterEach(() => {
    expect(problems.splice(0)).toEqual([]);
  });

  /** The noun before a parameter says whose id it is: /api/leads/{id} takes a lead's. */
  const fill = (operation: Operation, idOf: (noun: string) => string) =>
    operation.path.replace(/\/([\w-]+)\/\{(\w+)\}/g, (_match, noun: string, name: string) => {
      const owner = name === 'tagId' ? 'tags' : name === 'leadId' ? 'leads' : noun;
      return `/${noun}/${idOf(owner)}`;
    });
  const own = (side: Side) => (noun: string) => side.ids[noun] ?? randomUUID();
  const call = async (
    operation: Operation,
    path: string,
    body: unknown,
    as?: Side,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const sent =
      operation.method === 'GET'
        ? undefined
        : operation.body || body !== undefined
          ? (body ?? {})
          : undefined;
    const answer = await api.send(operation.method, path, sent, { ...(as && bearer(as)), ...headers });
    seen[answer.status] = (seen[answer.status] ?? 0) + 1;
    const where = `${operation.method} ${path.slice(0, 120)}`;
    if (answer.status >= 500)
      problems.push(`${where} answered ${answer.status}: ${answer.text.slice(0, 300)}`);
    const isProblem = answer.headers.get('content-type')?.startsWith(problemContentType);
    if (answer.status >= 400 && !isProblem && !answer.headers.get('content-type')?.includes('html')) {
      problems.push(`${where} answered ${answer.status} without a problem document`);
    }
    if (answer.status >= 400 && isProblem && typeof answer.body.code !== 'string')
      problems.push(`${where}: no code`);
    for (const side of [a, b]) {
      if (side !== as && answer.text.includes(side.canary))
        problems.push(`${where} shows ${side.canary} to a stranger`);
    }
    return answer;
  };

  it('says who may call it, and refuses strangers', async () => {
    for (const operation of operations) {
      if (operation.access === 'public') continue;
      const answer = await call(operation, fill(operation, own(a)), {});
      if (answer.status !== 401)
        problems.push(`${operation.method} ${operation.path} answered a stranger ${answer.status}`);
    }
  });

  it("answers another team's id exactly as one that never existed", async () => {
    for (const operation of operations) {
      if (operation.pathParams.length === 0 || operation.access === 'public') continue;
      const body = operation.body && exampleOf(operation.body);
      const foreign = await call(operation, fill(operation, own(a)), body, b);
      const random = await call(
        operation,
        fill(operation, () => randomUUID()),
        body,
        b,
      );
      const bare = ({ status, body: answer }: Answer) => ({
        status,
        answer: { ...answer, instance: '', requestId: '' },
      });
      if (JSON.stringify(bare(foreign)) !== JSON.stringify(bare(random))) {
        problems.push(
          `${operation.method} ${operation.path}: foreign ${foreign.status} ${foreign.text.slice(0, 150)}, random ${random.status} ${random.text.slice(0, 150)}`,
        );
      }
      if (foreign.status < 400)
        problems.push(`${operation.method} ${operation.path} accepted a foreign id: ${foreign.status}`);
    }
  });

  it("refuses another team's ids in the body", async () => {
    const tour = { title: 'x', type: 'SHOWING', startAt: '2030-04-06T15:00:00Z' };
    const references: [string, string, object][] = [
      ['POST', `/api/leads/${b.ids.leads}/tags`, { tagIds: [a.ids.tags] }],
      ['PATCH', `/api/leads/${b.ids.leads}/assign`, { assignedToId: a.ids.users }],
      ['POST', '/api/leads/bulk/delete', { ids: [b.ids.leads, a.ids.leads] }],
      ['POST', '/api/leads/bulk/assign', { ids: [b.ids.leads, a.ids.leads], assignedToId: b.ids.users }],
      ['POST', '/api/leads/bulk/update', { ids: [b.ids.leads, a.ids.leads], changes: { status: 'WON' } }],
      ['POST', '/api/campaigns', { name: 'x', type: 'EMAIL', audience: { leadIds: [a.ids.leads] } }],
      ['POST', '/api/campaigns', { name: 'x', type: 'EMAIL', audience: { tagIds: [a.ids.tags] } }],
      ['POST', '/api/appointments', { ...tour, leadId: a.ids.leads }],
      ['POST', '/api/appointments', { ...tour, hostId: a.ids.users }],
      ['POST', '/api/appointments', { ...tour, attendees: [{ userId: a.ids.users }] }],
      ['PUT', `/api/appointments/${b.ids.appointments}`, { attendees: [{ leadId: a.ids.leads }] }],
      ['POST', '/api/scoring/back-test', { ruleSetId: a.ids.versions }],
      ['POST', '/api/activities', { type: 'NOTE_ADDED', title: 'x', leadId: a.ids.leads }],
    ];
    for (const [method, path, body] of references) {
      const answer = await api.send(method, path, body, bearer(b));
      if (![400, 404].includes(answer.status))
        problems.push(`${method} ${path} ${JSON.stringify(body)} answered ${answer.status} ${answer.text}`);
      if (answer.text.includes(a.canary)) problems.push(`${method} ${path} leaks`);
    }
    const { rows } = await api.database.admin.query(`SELECT status FROM lead WHERE id = ANY($1)`, [
      [a.ids.leads, b.ids.leads],
    ]);
    expect(rows).toEqual([{ status: 'NEW' }, { status: 'NEW' }]);
  });

  it('refuses what is no id in a path, without breaking', async () => {
    for (const operation of operations) {
      if (operation.pathParams.length === 0) continue;
      for (const bad of [
        '1',
        'null',
        '%00',
        '..%2f..',
        'x'.repeat(500),
        "'",
        '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9',
      ]) {
        const answer = await call(
          operation,
          fill(operation, () => bad),
          operation.body && exampleOf(operation.body),
          a,
        );
        if (answer.status < 400)
          problems.push(`${operation.method} ${operation.path} took "${bad.slice(0, 20)}" for an id`);
      }
    }
  });

  it('answers hostile queries without breaking', async () => {
    for (const operation of operations) {
      for (const { name } of operation.query) {
        await inParallel(
          hostileValues.filter((value) => value !== null),
          async (value) => {
            const text = (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 4_000);
            const query = `?${name}=${encodeURIComponent(text.toWellFormed())}`;
            await call(
              operation,
              fill(operation, own(a)) + query,
              undefined,
              operation.access === 'public' ? undefined : a,
            );
          },
        );
      }
      const answer = await call(
        operation,
        `${fill(operation, () => randomUUID())}?noSuchParameter=1`,
        operation.body && exampleOf(operation.body),
        a,
      );
      if (
        operation.method === 'GET' &&
        operation.access !== 'public' &&
        answer.status === 200 &&
        operation.query.length > 0
      ) {
        problems.push(`${operation.method} ${operation.path} overlooks an unknown query parameter`);
      }
    }
  });

  it('answers hostile bodies with 4xx that name the fault, and breaks on none', async () => {
    for (const operation of operations) {
      if (!operation.body) continue;
      const path = fill(operation, () => randomUUID());
      await inParallel(badBodies(operation.body), async ({ what, body }) => {
        const answer = await call(operation, path, body, operation.access === 'public' ? undefined : a);
        if (what === 'an unknown property' && answer.status !== 400 && answer.status !== 401) {
          problems.push(
            `${operation.method} ${operation.path} overlooks an unknown property: ${answer.status}`,
          );
        }
      });
      const malformed = await call(operation, path, '{"a":', operation.access === 'public' ? undefined : a, {
        'content-type': 'application/json',
      });
      if (malformed.status !== 400)
        problems.push(`${operation.method} ${operation.path} answered malformed JSON ${malformed.status}`);
      const huge = await call(
        operation,
        path,
        `{"a":"${'x'.repeat(5_000_000)}"}`,
        operation.access === 'public' ? undefined : a,
        { 'content-type': 'application/json' },
      );
      if (huge.status !== 413)
        problems.push(`${operation.method} ${operation.path} answered 5 MB ${huge.status}`);
    }
  }, 240_000);
});
