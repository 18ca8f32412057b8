import { limitedTeam, type Limited } from '../limited';
import { rowsBeyondSight, rowsOfOthers } from '../rows';
import { pathsBeyondSight, viewsBeyondSight } from '../sight';
import { refurnish, startWorld, type World } from '../world';
import { opened, policiesOf } from './policies';
import { firstKill, found } from './probes';
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

  const membersKill = async (): Promise<Record<string, string>> => {
    const views = await found(world.walker, () => viewsBeyondSight(world, limited));
    const paths = views ?? (await found(world.walker, () => pathsBeyondSight(world, limited)));
    return paths === undefined ? {} : { [views ? 'views of a member' : 'paths of a member']: paths };
  };

  it('turns the suite red', async () => {
    const { admin } = world.api.database;
    const survivors: string[] = [];
    const policies = (await policiesOf(admin)).filter(({ table, name }) =>
      isWanted(`policy ${table}.${name}`),
    );
    for (const policy of policies) {
      const { table, permissive } = policy;
      const killedBy = await opened(admin, policy, async () => {
        const rows = await found(world.walker, () =>
          permissive
            ? rowsOfOthers({ ...world, tables: world.tables.filter((one) => one === table) })
            : rowsBeyondSight(world, limited, table),
        );
        // Statements that are never committed: what is asked by routes as well changes what the next one finds.
        if (rows) return { rows };
        const routes = permissive ? await firstKill(world) : await membersKill();
        await refurnish(world);
        limited = await limitedTeam(world.api);
        return routes;
      });
      const mutation = `policy ${table}.${policy.name}`;
      record({ mutation, killedBy });
      if (Object.keys(killedBy).length === 0) survivors.push(mutation);
    }
    expect(survivors).toEqual([]);
  }, 3_600_000);
});
