import { bodyIds, everyAct, pathIds, queryIds } from '../foreign-ids';
import type { Walker } from '../walker';
import { digestOf, everyView, newcomers } from '../views';
import type { World } from '../world';
import { writtenIds } from '../written-ids';

/** The suite's walks over the routes as another team; looking changes nothing and comes first. */
export const routeProbes: Record<string, (world: World) => Promise<unknown>> = {
  views: everyView,
  'ids in paths': pathIds,
  'ids in queries': queryIds,
  'ids in bodies': bodyIds,
  'ids in texts': writtenIds,
  'another team': newcomers,
  acts: everyAct,
};

/** What a walk finds. A request that breaks because of the mutation has shown nothing to anybody. */
export async function found(walker: Walker, probe: () => Promise<unknown>): Promise<string | undefined> {
  walker.problems.length = 0;
  await probe();
  const leaks = walker.problems
    .splice(0)
    .filter((problem) => !/answered 5\d\d|was not looked at/.test(problem));
  return leaks[0];
}

/**
 * Walks until one of the walks finds something; at last looks whether the other team's rows are as they were, and whether a statement
 * was seen to leave without a role.
 */
export async function firstKill(
  world: World,
  probes: string[] = Object.keys(routeProbes),
): Promise<Record<string, string>> {
  world.unscoped.length = 0;
  const before = await digestOf(world);
  for (const name of probes) {
    const leak = await found(world.walker, () => routeProbes[name]!(world));
    if (leak) return { [name]: leak };
  }
  const after = await digestOf(world);
  const changed = Object.keys(before).filter((table) => before[table] !== after[table]);
  if (changed.length > 0) return { 'rows of the other team': `changed: ${changed.join(', ')}` };
  return world.unscoped[0] ? { 'statements without a role': world.unscoped[0] } : {};
}
