import { limitedTeam, type Limited } from '../limited';
import { rowsBeyondSight, rowsOfOthers } from '../rows';
import { pathsBeyondSight, viewsBeyondSight } from '../sight';
import { refurnish, startWorld, type World } from '../world';
import { opened, policiesOf } from './policies';
import { firstKill, found, routeProbes } from './probes';
import { isWanted, record } from './verdicts';

/** Each policy in turn lets everything through: the suite's walks have to notice. */
describe('a policy that is gone', () => {
  let world: World;
  let limited: Limited;

  beforeAll(async () => {
    world = await startWorld();
    limited = await limitedTeam(world.api);
  });
  afterAll(() => world.api.stop());

  it('turns the suite red', async () => {
    const { admin } = world.api.database;
    const survivors: string[] = [];
    const policies = (await policiesOf(admin)).filter(({ table, name }) =>
      isWanted(`policy ${table}.${name}`),
    );
    for (const policy of policies) {
      const killedBy = await opened(admin, policy, async () => {
        if (policy.permissive) {
          const rows = await found(world.walker, () => rowsOfOthers(world));
          return { ...(rows && { rows }), ...(await firstKill(world, routeProbes)) };
        }
        const rows = await found(world.walker, () => rowsBeyondSight(world, limited));
        const views = await found(world.walker, () => viewsBeyondSight(world, limited));
        const paths = views ? undefined : await found(world.walker, () => pathsBeyondSight(world, limited));
        return {
          ...(rows && { rows }),
          ...(views && { 'views of a member': views }),
          ...(paths && { 'paths of a member': paths }),
        };
      });
      const mutation = `policy ${policy.table}.${policy.name}`;
      record({ mutation, killedBy });
      if (Object.keys(killedBy).length === 0) survivors.push(mutation);
      // What was done while the wall was down does not count against the next one.
      if (policy.permissive) await refurnish(world);
      else if (Object.keys(killedBy).length > 1) limited = await limitedTeam(world.api);
    }
    expect(survivors).toEqual([]);
  }, 3_600_000);
});
