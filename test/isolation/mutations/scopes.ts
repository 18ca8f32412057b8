import { refurnish, startWorld, type World } from '../world';
import { firstKill } from './probes';
import { repositoriesOf, unscoped } from './unscoped';
import { isWanted, record } from './verdicts';

/** Each repository in turn forgets the team: the suite's walks have to notice. `share`: every second one, so that two files share the work. */
export function scopes(share: 0 | 1): void {
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.api.stop());

  it('turns the suite red', async () => {
    const survivors: string[] = [];
    const repositories = repositoriesOf(world.api.api.app).filter(
      ({ name }, at) => at % 2 === share && isWanted(`scope ${name}`),
    );
    for (const repository of repositories) {
      const killedBy = await unscoped(repository, () => firstKill(world));
      record({ mutation: `scope ${repository.name}`, killedBy });
      if (Object.keys(killedBy).length === 0) survivors.push(repository.name);
      // Who was noticed by looking has changed nothing.
      if (!killedBy.views) await refurnish(world);
    }
    expect(survivors).toEqual([]);
  }, 3_600_000);
}
