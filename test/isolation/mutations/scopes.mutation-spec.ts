import { refurnish, startWorld, type World } from '../world';
import { firstKill, routeProbes } from './probes';
import { repositoriesOf, unscoped } from './unscoped';
import { isWanted, record } from './verdicts';

/** Each repository in turn forgets the team: the suite's walks over the routes have to notice. */
describe('a repository without its scope', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.api.stop());

  it('turns the suite red', async () => {
    const survivors: string[] = [];
    const repositories = repositoriesOf(world.api.api.app).filter(({ name }) => isWanted(`scope ${name}`));
    for (const repository of repositories) {
      const killedBy = await unscoped(repository, () => firstKill(world, routeProbes));
      record({ mutation: `scope ${repository.name}`, killedBy });
      if (Object.keys(killedBy).length === 0) survivors.push(repository.name);
      await refurnish(world);
    }
    expect(survivors).toEqual([]);
  }, 3_600_000);
});
