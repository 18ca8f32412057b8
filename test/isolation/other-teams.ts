import { routesIn } from '../../apps/api/test/printed-routes';
import { bodyIds, everyAct, pathIds, queryIds } from './foreign-ids';
import { unmarked } from './marks';
import { opened, policiesOf } from './mutations/policies';
import { found } from './mutations/probes';
import { repositoriesOf, unscoped } from './mutations/unscoped';
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

  // Two of what `npm run test:mutation` does with every policy and every repository.
  it('notices a policy that is gone, and a repository without its scope', async () => {
    const { api, walker } = world();
    const { admin } = api.database;
    const policy = (await policiesOf(admin)).find(({ table }) => table === 'tag')!;
    const tags = repositoriesOf(api.api.app).find(({ name }) => name === 'TagsRepository')!;
    const rows = () => found(walker, () => rowsOfOthers({ ...world(), tables: ['tag'] }));
    const views = () => found(walker, () => everyView(world()));
    expect(await opened(admin, policy, rows)).toContain("another team's rows of tag");
    expect((await unscoped(tags, views)).result).toContain('to a stranger');
    expect(world().unscoped.splice(0)).toContainEqual(expect.stringMatching(/FROM tag/));
    expect([await rows(), await views()]).toEqual([undefined, undefined]);
  });

  it('does all that a team does with its own, and no other team notices', async () => {
    const before = await digestOf(world());
    expect(await everyAct(world())).toBeGreaterThan(40);
    expect(await digestOf(world())).toEqual(before);
  });
}
