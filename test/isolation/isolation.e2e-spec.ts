import { hostileRequests } from './hostile-requests';
import { otherTeams } from './other-teams';
import { roles } from './roles';
import { viewers } from './viewers';
import { traces } from './traces';
import { startWorld, type World } from './world';

/** One product and its furniture for all of these: each walk alone would start it anew. */
let world: World;
const theWorld = () => world;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  const { operations, walker, api } = world;
  process.stdout.write(
    `walked ${operations.length} routes, answers by status: ${JSON.stringify(walker.seen)}\n`,
  );
  await api.stop();
});
afterEach(() => expect(world.walker.problems.splice(0)).toEqual([]));

describe('every route, to strangers and other teams', () => otherTeams(theWorld));
describe('every route, to every role', () => roles(theWorld));
describe('a member who sees their own leads and nobody’s', () => viewers(theWorld));
describe('hostile requests', () => hostileRequests(theWorld));
describe('traces of people’s words', () => traces(theWorld));
