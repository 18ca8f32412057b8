import { randomUUID } from 'node:crypto';
import { ApiUnderTest } from '../../apps/api/test/api-client';
import { catchLogs } from './caught-logs';
import { teamTables } from './marks';
import { operationsOf, type Operation } from './openapi-walk';
import { watchStatements } from './statement-guard';
import { twoTeams, type Side } from './two-teams';
import { Walker } from './walker';

/** Would end the session on which the rest of a walk depends. Signing out has a suite of its own. */
const endsTheWalk = new Set(['/api/auth/logout']);

/** One product for all walks: a and b are teams that must never meet. */
export interface World {
  api: ApiUnderTest;
  a: Side;
  b: Side;
  operations: Operation[];
  walker: Walker;
  /** Tables with rows of teams. */
  tables: string[];
  logs: { lines: string[] };
  /** Statements that were sent under no role. */
  unscoped: string[];
}

export async function startWorld(): Promise<World> {
  const api = await ApiUnderTest.start();
  const logs = catchLogs();
  const unscoped = watchStatements(api);
  const operations = operationsOf(api.api.document).filter(({ path }) => !endsTheWalk.has(path));
  const tables = await teamTables(api.database.admin);
  return { api, operations, tables, logs, unscoped, ...(await twoSides(api)) };
}

/** Two teams anew, in place of those that a walk may have changed. */
export async function refurnish(world: World): Promise<void> {
  Object.assign(world, await twoSides(world.api));
}

async function twoSides(api: ApiUnderTest): Promise<Pick<World, 'a' | 'b' | 'walker'>> {
  const [a, b] = await twoTeams(api);
  const secrets = [a, b].map((side) => ({ of: side, pattern: secretsOf(side) }));
  return { a, b, walker: new Walker(api, secrets) };
}

/** The mark of a team, its ids and what opens its doors. */
const secretsOf = ({ canary, ids, secrets }: Side): RegExp =>
  new RegExp(
    [canary, ...Object.values(ids), ...secrets.map((text) => text.replaceAll(/[^\w-]/g, '\\$&'))].join('|'),
    'gi',
  );

/** The id of a team's own thing; of a kind that it has none of, one that never existed. */
export const own = (side: Side) => (noun: string) => side.ids[noun] ?? randomUUID();
