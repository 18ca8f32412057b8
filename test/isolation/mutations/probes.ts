import { bodyIds, pathIds, queryIds } from '../foreign-ids';
import type { Walker } from '../walker';
import { digestOf, everyView, newcomers } from '../views';
import type { World } from '../world';
import { writtenIds } from '../written-ids';

export type Probes = Record<string, (world: World) => Promise<unknown>>;

/** The suite's walks over the routes as another team. The quickest to find something comes first. */
export const routeProbes: Probes = {
  views: everyView,
  'ids in paths': pathIds,
  'ids in queries': queryIds,
  'ids in bodies': bodyIds,
  'ids in texts': writtenIds,
  'another team': newcomers,
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

/** Walks until one of the walks finds something; at last looks whether the other team's rows are as they were. */
export async function firstKill(world: World, probes: Probes): Promise<Record<string, string>> {
  const before = await digestOf(world);
  for (const [name, probe] of Object.entries(probes)) {
    const leak = await found(world.walker, () => probe(world));
    if (leak) return { [name]: leak };
  }
  const after = await digestOf(world);
  const changed = Object.keys(before).filter((table) => before[table] !== after[table]);
  return changed.length > 0 ? { 'rows of the other team': `changed: ${changed.join(', ')}` } : {};
}
