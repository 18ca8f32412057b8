import { randomUUID } from 'node:crypto';
import { goodPassword } from '../../apps/api/test/api-client';
import { exampleOf, type Operation, type Schema } from './openapi-walk';
import { fill, inParallel, type Told } from './walker';
import { own, type World } from './world';

/** Whose id a parameter or property takes, by its name. */
const nounOfName: Record<string, string> = {
  ...{
    leadId: 'leads',
    leadIds: 'leads',
    campaignId: 'campaigns',
    segmentId: 'segments',
    threadId: 'threads',
    groupId: 'groups',
    groupIds: 'groups',
  },
  ...{ userId: 'users', userIds: 'users', hostId: 'users', assignedToId: 'users', reassignTo: 'users' },
  ...{ assignee: 'users', responsible: 'users', tagIds: 'tags', addTagIds: 'tags', removeTagIds: 'tags' },
  ...{ templateId: 'email-templates', ruleSetId: 'versions', teamId: 'teams', sourceId: 'sources' },
  ...{ seriesId: 'tasks', subjectId: 'leads' },
};

/** What a body needs besides what its description requires, lest it be refused before anybody looks at an id. */
const needed: Record<string, object> = {
  'POST /api/appointments': { startAt: '2031-05-06T15:00:00Z' },
  'POST /api/leads': { name: 'x' },
  'POST /api/routing/rules': { userIds: ['x'] },
  'POST /api/messages/email': { subject: 'x', text: 'x' },
  'POST /api/messages/sms': { text: 'x' },
};

/** Answers are compared by all but what is new in each: ids, times, and what names the request. */
export function sameBut({ status, text }: Told): string {
  const bare = text
    .replaceAll(/"(instance|requestId)":"[^"]*"/g, '')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '*')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '@');
  return `${status} ${bare}`;
}

export function compare({ walker }: World, name: string, foreign: Told, nowhere: Told): void {
  if (sameBut(foreign) !== sameBut(nowhere))
    walker.problems.push(
      `${name}: foreign ${foreign.status} ${foreign.text.slice(0, 150)}, random ${nowhere.status} ${nowhere.text.slice(0, 150)}`,
    );
}

const signedIn = (world: World) => world.operations.filter(({ access }) => access !== 'public');
const named = ({ method, path }: Operation) => `${method} ${path}`;

/** Ids in the path, each in turn: the others are the caller's own. */
export const pathIds = (world: World) =>
  inParallel(
    signedIn(world).filter(({ pathParams }) => pathParams.length > 0),
    async (operation) => {
      const { walker, a, b } = world;
      const body = operation.body && exampleOf(operation.body);
      for (const place of operation.pathParams.keys()) {
        const path = (idOf: (noun: string) => string) => {
          let at = 0;
          return fill(operation, (noun) => (at++ === place ? idOf(noun) : own(b)(noun)));
        };
        const foreign = await walker.ask(operation, path(own(a)), b, body);
        const nowhere = await walker.ask(
          operation,
          path(() => randomUUID()),
          b,
          body,
        );
        compare(world, named(operation), foreign, nowhere);
        if (foreign.status < 400)
          walker.problems.push(`${named(operation)} accepted a foreign id: ${foreign.status}`);
      }
    },
  );

/** Ids in the query. */
export const queryIds = (world: World) =>
  inParallel(signedIn(world), async (operation) => {
    const { walker, a, b } = world;
    for (const { name, schema } of operation.query) {
      const noun = nounOfName[name];
      if (!noun) {
        if (isId(name, schema)) walker.problems.push(`${named(operation)}: whose id is ${name}?`);
        continue;
      }
      const path = fill(operation, own(b));
      const others = operation.query
        .filter((other) => other.required && other.name !== name)
        .map((other) => `&${other.name}=${encodeURIComponent(String(exampleOf(other.schema)))}`);
      const [foreign, nowhere] = await Promise.all(
        [a.ids[noun]!, randomUUID()].map((id) =>
          walker.ask(operation, `${path}?${name}=${id}${others.join('')}`, b),
        ),
      );
      compare(world, `${named(operation)}?${name}`, foreign!, nowhere!);
    }
  });

/** Ids anywhere in the body, each in turn: all the others are the caller's own. */
export async function bodyIds(world: World): Promise<number> {
  const { walker, a, b } = world;
  let places = 0;
  for (const operation of signedIn(world)) {
    if (!operation.body) continue;
    for (const place of idsIn(operation.body)) {
      const name = `${named(operation)} ${place.join('.')}`;
      const noun = nounIn(place, operation);
      if (!a.ids[noun]) {
        walker.problems.push(`${name}: whose id is it?`);
        continue;
      }
      const send = (id: string) =>
        walker.ask(operation, fill(operation, own(b)), b, bodyWith(operation, place, id, world));
      const foreign = await send(a.ids[noun]);
      const nowhere = await send(randomUUID());
      places += 1;
      compare(world, name, foreign, nowhere);
      const faults = (foreign.body as { errors?: { field: string }[] } | undefined)?.errors ?? [];
      if (
        faults.length > 0 &&
        !faults.some(({ field }) => field.includes(place.findLast((key) => key !== '[]')!))
      )
        walker.problems.push(`${name} was not looked at: ${foreign.text.slice(0, 300)}`);
    }
  }
  return places;
}

/** Would end what the walks stand on: the session, the account, the team. */
const endsTheTeam =
  /^\/api\/(auth|invitations|settings\/(2fa|password))|^\/api\/teams\/\{id\}(\/(leave|transfer-ownership))?$/;

/** All that a team's owner can do with what is theirs, from the examples of the description. Answers how many acts were done. */
export async function everyAct(world: World): Promise<number> {
  const { walker, b } = world;
  let done = 0;
  const acts = signedIn(world).filter(({ method, path }) => method !== 'GET' && !endsTheTeam.test(path));
  // What removes comes last: the others need something to act upon.
  for (const operation of acts.toSorted(
    (one, two) => Number(one.method === 'DELETE') - Number(two.method === 'DELETE'),
  )) {
    const body = operation.body && bodyWith(operation, undefined, '', world);
    const { status } = await walker.ask(operation, fill(operation, own(b)), b, body);
    if (status < 300) done += 1;
  }
  return done;
}

const isId = (name: string, schema: Schema) => schema.format === 'uuid' || /Ids?$/.test(name);

/** Where ids stand in a body; `[]` is the first of a list. */
function idsIn(schema: Schema, at: string[] = []): string[][] {
  if (schema.format === 'uuid') return [at];
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, value]) =>
      idsIn(value as Schema, [...at, name]),
    ),
    ...(schema.items ? idsIn(schema.items as Schema, [...at, '[]']) : []),
  ];
}

function nounIn(place: string[], operation: Operation): string {
  const name = place.findLast((key) => key !== '[]')!;
  // A query's `from` is a day.
  if (name === 'from') return 'leads';
  if (name === 'ids') return operation.path.replace('/routing/', '/').split('/')[2]!;
  const texts =
    operation.path.endsWith('/sms') || JSON.stringify(exampleOf(operation.body!)).includes('"SMS"');
  if (name === 'templateId' && texts) return 'sms-templates';
  return nounOfName[name] ?? '';
}

function bodyWith(operation: Operation, place: string[] | undefined, id: string, { b }: World): unknown {
  const body: Record<string, unknown> = {
    ...structuredClone(exampleOf(operation.body!) as object),
    ...needed[named(operation)],
  };
  for (const other of idsIn(operation.body!)) replace(body, other, () => own(b)(nounIn(other, operation)));
  for (const name of ['password', 'currentPassword']) if (name in body) body[name] = goodPassword;
  if (place === undefined) return body;
  put(body, operation.body!, place, id);
  // A message goes to a lead or into a conversation: with the template alone to neither.
  if (place[0] === 'templateId' && 'leadId' in operation.body!.properties) body.leadId = own(b)('leads');
  if (place[0] === 'variants')
    (body.variants as unknown[]).push({
      ...(body.variants as object[])[0],
      templateId: undefined,
      name: 'B',
    });
  return body;
}

/** Puts `id` where the place is, if the body has it. */
function replace(value: unknown, [key, ...rest]: string[], id: () => string): void {
  if (typeof value !== 'object' || value === null || key === undefined) return;
  const holder = value as Record<string, unknown>;
  const names = key === '[]' ? Object.keys(holder) : key in holder ? [key] : [];
  for (const name of names) {
    if (rest.length === 0) holder[name] = id();
    else replace(holder[name], rest, id);
  }
}

/** Puts `id` where the place is, making what holds it. */
function put(value: Record<string, unknown>, schema: Schema, [key, ...rest]: string[], id: string): void {
  const inner = (key === '[]' ? schema.items : schema.properties[key!]) as Schema;
  const name = key === '[]' ? '0' : key!;
  if (rest.length === 0) {
    if (Array.isArray(value)) value.length = 0;
    value[name] = id;
    return;
  }
  if (typeof value[name] !== 'object' || value[name] === null)
    value[name] = inner.items ? [] : (exampleOf({ ...inner, example: undefined }) as object);
  put(value[name] as Record<string, unknown>, inner, rest, id);
}
