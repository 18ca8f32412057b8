import { randomUUID } from 'node:crypto';
import { exampleOf, hostileValues, shapelessBodies, type Operation } from './openapi-walk';
import { fill, inParallel, type Told } from './walker';
import type { World } from './world';

const notAnId = ['1', 'null', '%00', '..%2f..', 'x'.repeat(500), "'", '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9'];

/** `npm run test:fuzz` tries every value on every route; in `npm test` each route gets a share, and each value its routes. */
const share = process.env.FUZZ_CASES === undefined ? 3 : 1;
const shareOf = <T>(values: T[], operation: Operation, world: World) =>
  values.filter((_value, at) => (at + world.operations.indexOf(operation)) % share === 0);

/** What Postgres would not store is refused in any place, before a route is looked for (transport). */
const unstorable = (value: unknown) =>
  typeof value === 'string' && (value.includes('\0') || !value.isWellFormed());

/** What a well-meaning caller never sends. */
export function hostileRequests(world: () => World): void {
  const as = ({ access }: Operation) => (access === 'public' ? undefined : world().a);

  it('are refused when a path has what is no id', () =>
    inParallel(
      world().operations.filter(({ pathParams }) => pathParams.length > 0),
      async (operation) => {
        const { walker, a } = world();
        const body = operation.body && exampleOf(operation.body);
        for (const bad of shareOf(notAnId, operation, world())) {
          const path = fill(operation, () => bad);
          const { status } = await walker.ask(operation, path, a, body);
          if (status < 400)
            walker.problems.push(`${operation.method} ${path.slice(0, 80)} took it for an id`);
        }
      },
    ));

  it('break nothing by their query', () =>
    inParallel(world().operations, async (operation) => {
      const { walker, a } = world();
      const path = fill(operation, (noun) => a.ids[noun] ?? randomUUID());
      const names = operation.query.map(({ name }) => name);
      for (const value of shareOf(hostileValues, operation, world())) {
        const text = (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 4_000);
        const encoded = encodeURIComponent(text.toWellFormed());
        // As much as fits into the head of a request.
        await narrowing(names, Math.floor(12_000 / (encoded.length + 20)), (some) =>
          walker.ask(
            operation,
            `${path}?${some.map((name) => `${name}=${encoded}`).join('&')}`,
            as(operation),
          ),
        );
      }
      const body = operation.body && exampleOf(operation.body);
      const unknown = `${fill(operation, () => randomUUID())}?noSuchParameter=1`;
      const { status } = await walker.ask(operation, unknown, a, body);
      if (
        operation.method === 'GET' &&
        operation.access !== 'public' &&
        status === 200 &&
        operation.query.length > 0
      )
        walker.problems.push(`${operation.method} ${operation.path} overlooks an unknown query parameter`);
    }));

  it('break nothing by their body, and are told what is wrong', () =>
    inParallel(
      world().operations.filter(({ body }) => body),
      async (operation) => {
        const { walker } = world();
        const path = fill(operation, () => randomUUID());
        const name = `${operation.method} ${operation.path}`;
        const good = exampleOf(operation.body!) as Record<string, unknown>;
        const { status } = await walker.ask(operation, path, as(operation), { ...good, noSuchProperty: 1 });
        if (status !== 400 && status !== 401)
          walker.problems.push(`${name} overlooks an unknown property: ${status}`);
        for (const body of shapelessBodies(good))
          await walker.call(operation.method, path, { as: as(operation), body });
        const names = Object.keys(operation.body!.properties ?? {});
        for (const value of shareOf(hostileValues, operation, world())) {
          if (unstorable(value)) {
            const sent = { ...good, ...Object.fromEntries(names.map((one) => [one, value])) };
            const refused = await walker.ask(operation, path, as(operation), sent);
            if (names.length > 0 && ![400, 401].includes(refused.status))
              walker.problems.push(`${name} took ${JSON.stringify(value)}: ${refused.status}`);
            continue;
          }
          const most = Math.floor(200_000 / (JSON.stringify(value).length + 50));
          await narrowing(names, most, (some) =>
            walker.ask(operation, path, as(operation), {
              ...good,
              ...Object.fromEntries(some.map((one) => [one, value])),
            }),
          );
        }
        const malformed = await walker.call(operation.method, path, { as: as(operation), body: '{"a":' });
        if (malformed.status !== 400)
          walker.problems.push(`${name} answered malformed JSON ${malformed.status}`);
        // Its length is announced; what is sent without saying how much is counted by the same limit (transport.e2e-spec.ts).
        const huge = await walker.call(operation.method, path, {
          as: as(operation),
          body: '{}',
          headers: { 'content-length': '5000000' },
        });
        if (huge.status !== 413) walker.problems.push(`${name} answered 5 MB ${huge.status}`);
      },
    ));
}

/**
 * Sends a value in all places at once. Places that the answer names are refused, the others are sent again without them, until the
 * answer names none; an answer that does not say what is wrong is asked for each place alone. Each place is thus seen to refuse the
 * value, or to take it while nothing else is wrong, in a fraction of the requests.
 */
async function narrowing(
  names: string[],
  atOnce: number,
  send: (names: string[]) => Promise<Told>,
): Promise<void> {
  for (let from = 0; from < names.length; from += Math.max(1, atOnce)) {
    let open = names.slice(from, from + Math.max(1, atOnce));
    while (open.length > 0) {
      const answer = await send(open);
      const named = fieldsIn(answer);
      const rest = open.filter((name) => !named.has(name));
      if (rest.length < open.length) {
        open = rest;
        continue;
      }
      // 404: the ids in the path are nobody's, which is looked at after the request itself.
      if (answer.status >= 400 && answer.status !== 404 && open.length > 1)
        for (const name of open) await send([name]);
      break;
    }
  }
}

function fieldsIn({ body }: Told): Set<string> {
  const errors = (body as { errors?: { field: string }[] } | undefined)?.errors ?? [];
  return new Set(errors.map(({ field }) => field.split(/[.[]/)[0]!));
}
