import { refurnish, startWorld, type World } from '../world';
import { firstKill, found, routeProbes } from './probes';
import { calledBy, repositoriesOf, unscoped } from './unscoped';
import { isWanted, record } from './verdicts';

/** Each repository in turn forgets the team: the suite's walks have to notice. `share`: every second one, so that two files share the work. */
export function scopes(share: 0 | 1): void {
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.api.stop());

  it('turns the suite red', async () => {
    const all = repositoriesOf(world.api.api.app);
    const calls: Record<string, Set<string>> = {};
    for (const [name, probe] of Object.entries(routeProbes))
      calls[name] = await calledBy(all, () => found(world.walker, () => probe(world)));
    await refurnish(world);
    const survivors: string[] = [];
    for (const repository of all.filter(({ name }, at) => at % 2 === share && isWanted(`scope ${name}`))) {
      const mutation = `scope ${repository.name}`;
      const probes = Object.keys(calls).filter((name) => calls[name]!.has(repository.name));
      if (probes.length === 0) {
        record({ mutation, killedBy: {}, spared: 'no walk over the routes calls it' });
        continue;
      }
      const { result: killedBy, statements } = await unscoped(repository, () => firstKill(world, probes));
      const isMute = statements === 0;
      record({
        mutation,
        killedBy,
        ...(isMute && { spared: 'it sends no statement of a team in any walk' }),
      });
      if (Object.keys(killedBy).length === 0 && !isMute) survivors.push(repository.name);
      // Who was noticed by looking has changed nothing.
      if (!killedBy.views) await refurnish(world);
    }
    expect(survivors).toEqual([]);
  }, 3_600_000);
}
