import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { problemContentType } from '@platform/http';
import { ApiUnderTest, bearer } from '../../apps/api/test/api-client';
import { operationsOf, type Operation } from '../isolation/openapi-walk';
import { twoTeams, type Side } from '../isolation/two-teams';
import { requestTo, type FuzzedRequest } from './request-arbitrary';

const document = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../docs/openapi.json'), 'utf8'),
) as Parameters<typeof operationsOf>[0];
const operations = operationsOf(document).map((operation): [string, Operation] => [
  `${operation.method} ${operation.path}`,
  operation,
]);

/** Requests per route; `npm run test:fuzz` makes 200. */
const cases = Number(process.env.FUZZ_CASES ?? 5);
/** The same in every `npm test`, so that what fails is what was changed; `npm run test:fuzz` looks elsewhere each time. */
const seed = Number(process.env.FUZZ_SEED ?? (cases > 5 ? Date.now() % 2 ** 31 : 4711));
/** An answer that takes longer counts as none. In ms. */
const patience = 10_000;

/**
 * Whatever is sent, each route answers in time, with a status that its description names and, when it refuses, with a problem that has
 * a code; never with 5xx.
 */
describe(`requests made up from the API's description (FUZZ_SEED=${seed})`, () => {
  let api: ApiUnderTest;
  let owner: Side;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    [owner] = await twoTeams(api);
  });
  afterAll(() => api.stop());

  const send = (operation: Operation, { path: url, body, headers, as }: FuzzedRequest) =>
    fetch(api.url + url, {
      method: operation.method,
      headers: {
        ...headers,
        ...(as === 'owner' ? bearer(owner) : as === 'forger' ? { authorization: 'Bearer forged' } : {}),
      },
      body: body as BodyInit | undefined,
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
    });

  it.each(operations)('%s', async (_name, operation) => {
    // A route before this one may have ended the session, or the team.
    if ((await api.get('/api/auth/me', owner)).status !== 200) [owner] = await twoTeams(api);
    await fc.assert(
      fc.asyncProperty(requestTo(operation, owner.ids), async (request) => {
        const answer = await send(operation, request);
        const text = await answer.text();
        const told = `${answer.status} ${text.slice(0, 500)}`;
        if (answer.status >= 500) throw new Error(`broke: ${told}`);
        if (!operation.statuses.includes(answer.status)) throw new Error(`not described: ${told}`);
        const type = answer.headers.get('content-type') ?? '';
        if (answer.status >= 400 && !type.startsWith(problemContentType) && !type.includes('html'))
          throw new Error(`no problem document: ${told}`);
      }),
      { numRuns: cases, seed, endOnFailure: cases < 100 },
    );
  });
});
