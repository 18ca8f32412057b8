import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Database, TenantScope } from '@platform/database';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { testEnv } from '../../../../test/support/environment';
import { AnswerCache } from '../answer-cache.service';
import { AnswerStores } from '../answer-stores.service';
import { CachedAnswersRepository } from '../cached-answers.repository';

type Work = () => Promise<{ n: number }>;

describe('kept answers', () => {
  let testDatabase: TestDatabase;
  /** Asked before all others, and again when a second has gone. */
  const old = { scope: TenantScope.of(randomUUID()), run: () => Promise.resolve({ n: (asked += 1) }) };
  let asked = 0;
  let oldSince: number;
  const processes: { database: Database; stores: AnswerStores; cache: AnswerCache }[] = [];

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    const env = testEnv(testDatabase);
    for (let n = 0; n < 2; n += 1) {
      const database = new Database(env);
      const repository = new CachedAnswersRepository();
      const stores = new AnswerStores(env, database, repository);
      processes.push({ database, stores, cache: new AnswerCache(database, stores, repository) });
    }
    await ask(old.scope, 'a', old.run, 1);
    oldSince = performance.now();
  });
  afterAll(async () => {
    for (const { database, stores } of processes) {
      stores.onApplicationShutdown();
      await database.onApplicationShutdown();
    }
    await testDatabase.drop();
  });

  const team = () => TenantScope.of(randomUUID());
  /** Counts how often it is worked out. */
  const work = (ms = 0) => {
    const state = { times: 0, atOnce: 0, most: 0 };
    const run = async () => {
      state.times += 1;
      const n = state.times;
      state.atOnce += 1;
      state.most = Math.max(state.most, state.atOnce);
      await sleep(ms);
      state.atOnce -= 1;
      return { n };
    };
    return { state, run };
  };
  const ask = (scope: TenantScope, name: string, run: Work, seconds = 60) =>
    processes[0]!.cache.through(scope, name, seconds, run);
  const askOther = (scope: TenantScope, name: string, run: Work) =>
    processes[1]!.cache.through(scope, name, 60, run);

  it('are worked out once, however many ask in how many processes', async () => {
    const scope = team();
    const { state, run } = work(150);
    const asked = Array.from({ length: 60 }, (_, n) => (n % 2 ? ask : askOther)(scope, 'a', run));
    expect(new Set((await Promise.all(asked)).map(({ n }) => n))).toEqual(new Set([1]));
    expect(state.times).toBe(1);
  });

  it('are those of one team, one viewer and one question', async () => {
    const scope = team();
    const { state, run } = work();
    const scopes = [scope, team(), scope.seenBy(randomUUID()), scope.seenBy(randomUUID())];
    const first = [];
    for (const each of scopes) for (const name of ['a', 'b']) first.push((await ask(each, name, run)).n);
    const again = [];
    for (const each of scopes) for (const name of ['a', 'b']) again.push((await askOther(each, name, run)).n);
    expect(new Set(first).size).toBe(8);
    expect(again).toEqual(first);
    expect(state.times).toBe(8);
  });

  it('are given no more once they are forgotten, not even those that were being worked out', async () => {
    const scope = team();
    const slow = work(300);
    const early = ask(scope, 'a', slow.run);
    await sleep(100);
    await processes[1]!.cache.forget(scope);
    const late = ask(scope, 'a', slow.run);
    expect([(await early).n, (await late).n, (await askOther(scope, 'a', slow.run)).n]).toEqual([1, 2, 2]);
    expect(slow.state.most).toBe(1);
  });

  it('are not kept when working them out fails, and the next one tries again', async () => {
    const scope = team();
    await expect(ask(scope, 'a', () => Promise.reject(new Error('no figures')))).rejects.toThrow(
      'no figures',
    );
    expect((await ask(scope, 'a', work().run)).n).toBe(1);
  });

  it('are worked out by a few at once, so that others find a connection', async () => {
    const scope = team();
    const { state, run } = work(20);
    await Promise.all(Array.from({ length: 20 }, (_, n) => ask(scope, String(n), run)));
    expect([state.times, state.most]).toEqual([20, 4]);
  });

  it('grow old', async () => {
    await sleep(Math.max(0, 1_100 - (performance.now() - oldSince)));
    expect((await ask(old.scope, 'a', old.run, 1)).n).toBe(2);
  });
});
