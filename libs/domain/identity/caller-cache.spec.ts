import { FixedClock } from '@platform/clock';
import { CallerCache } from './caller-cache';

const start = new Date('2026-11-20T12:00:00Z');
const after = (ms: number) => new Date(start.getTime() + ms);

describe('CallerCache', () => {
  const set = () => {
    const clock = new FixedClock(start);
    let finds = 0;
    return { clock, cache: new CallerCache<number>(clock), find: async () => ++finds };
  };

  it('asks once for calls that come together, and again after 30 s', async () => {
    const { clock, cache, find } = set();
    expect(await Promise.all([cache.get('a', find), cache.get('a', find), cache.get('b', find)])).toEqual([
      1, 1, 2,
    ]);
    clock.set(after(29_999));
    expect(await cache.get('a', find)).toBe(1);
    clock.set(after(30_000));
    expect(await cache.get('a', find)).toBe(3);
  });

  it('forgets at once what is dropped, and never remembers a refusal', async () => {
    const { cache, find } = set();
    await cache.get('a', find);
    cache.drop('a');
    expect(await cache.get('a', find)).toBe(2);
    const refuse = () => Promise.reject(new Error('no'));
    await expect(cache.get('c', refuse)).rejects.toThrow('no');
    expect(await cache.get('c', find)).toBe(3);
  });

  it('a refusal that comes late does not take away a newer answer', async () => {
    const { cache, find } = set();
    let refuse!: (error: Error) => void;
    const late = cache.get('a', () => new Promise((_resolve, reject) => (refuse = reject)));
    cache.drop('a');
    expect(await cache.get('a', find)).toBe(1);
    refuse(new Error('late'));
    await expect(late).rejects.toThrow('late');
    expect(await cache.get('a', find)).toBe(1);
  });

  it('stays bounded', async () => {
    const { cache, find } = set();
    for (let n = 0; n < 10_001; n += 1) await cache.get(String(n), find);
    expect(await cache.get('10000', find)).toBe(10_001);
    expect(await cache.get('0', find)).toBe(10_002);
  });
});
