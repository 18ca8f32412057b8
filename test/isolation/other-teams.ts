import { routesIn } from '../../apps/api/test/printed-routes';
import { bodyIds, pathIds, queryIds } from './foreign-ids';
import { unmarked } from './marks';
import { rowsOfOthers } from './rows';
import { digestOf, everyView, newcomers } from './views';
import { fill, inParallel } from './walker';
import { own, type World } from './world';
import { writtenIds } from './written-ids';

/** Served beside the routes of the description, each with a suite of its own. */
const besides = /^\/(api\/docs|admin\/queues|socket\.io|metrics)|^\*$/;

/** What strangers and another team find. */
export function otherTeams(world: () => World): void {
  it('walks every route that the router has', () => {
    const router = world().api.api.app.getHttpAdapter().getInstance() as {
      printRoutes(options: object): string;
    };
    const served = routesIn(router.printRoutes({ commonPrefix: false }))
      .filter(({ url, method }) => !besides.test(url) && !['HEAD', 'OPTIONS'].includes(method))
      .map(({ method, url }) => `${method} ${url.replaceAll(/:[^/]+/g, '{}')}`);
    const walked = world().operations.map(
      ({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`,
    );
    expect([...new Set(served)].filter((route) => !walked.includes(route))).toEqual([
      'POST /api/auth/logout',
    ]);
  });

  it('has a row of each table of a team, and the mark of the team in every text of people', async () => {
    for (const side of [world().a, world().b])
      expect(await unmarked(world().api.database.admin, side)).toEqual({ tables: [], texts: [] });
  });

  it('says who may call it, and refuses strangers', () =>
    inParallel(
      world().operations.filter(({ access }) => access !== 'public'),
      async (operation) => {
        const { walker, a } = world();
        const { status } = await walker.ask(operation, fill(operation, own(a)), undefined, {});
        if (status !== 401)
          walker.problems.push(`${operation.method} ${operation.path} answered a stranger ${status}`);
      },
    ));

  it('shows a team its own mark, and nobody else’s', () => everyView(world()));

  it('shows a team what it did before when another comes to be', () => newcomers(world()));

  it('reads, changes, removes and makes no row of another team, whatever the statement', () =>
    rowsOfOthers(world()));

  it("answers another team's id exactly as one that never existed: in path, query, body and text", async () => {
    const before = await digestOf(world());
    await pathIds(world());
    await queryIds(world());
    expect(await bodyIds(world())).toBeGreaterThan(50);
    await writtenIds(world());
    expect(await digestOf(world())).toEqual(before);
  });
}
