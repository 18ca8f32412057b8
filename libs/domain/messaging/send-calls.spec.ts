import { CallSlots, makeCalls, type CallOutcome, type ProviderCall } from './send-calls';

const accepted: CallOutcome = { kind: 'accepted', providerId: 'x' };

describe('the calls of a chunk', () => {
  it('run side by side, no more than so many', async () => {
    let running = 0;
    let most = 0;
    const calls = Array.from({ length: 20 }, (_, index): ProviderCall => ({
      messageIds: [`m${index}`],
      run: async () => {
        most = Math.max(most, (running += 1));
        await new Promise((resolve) => setTimeout(resolve, 1));
        running -= 1;
        return accepted;
      },
    }));
    const results = await makeCalls(calls, { slots: new CallSlots(4), stop: () => undefined });
    expect(results).toHaveLength(20);
    expect(new Set(results.flatMap(({ messageIds }) => messageIds)).size).toBe(20);
    expect(most).toBe(4);
  });

  it('are not begun any more once there is a reason', async () => {
    const made: string[] = [];
    const calls = ['a', 'b', 'c'].map((id): ProviderCall => ({
      messageIds: [id],
      run: async () => {
        made.push(id);
        return accepted;
      },
    }));
    const results = await makeCalls(calls, {
      slots: new CallSlots(1),
      stop: () => (made.length > 0 ? 'out_of_time' : undefined),
    });
    expect(made).toEqual(['a']);
    expect(results.map(({ outcome }) => outcome.kind)).toEqual(['accepted', 'not_sent', 'not_sent']);
    expect(results[1]!.outcome).toMatchObject({ code: 'out_of_time' });
  });

  it('of two chunks share the slots, and the older chunk is not overtaken', async () => {
    let running = 0;
    let most = 0;
    const begun: string[] = [];
    const chunk = (name: string, size: number) =>
      Array.from({ length: size }, (_, index): ProviderCall => ({
        messageIds: [`${name}${index}`],
        run: async () => {
          begun.push(name);
          most = Math.max(most, (running += 1));
          await new Promise((resolve) => setTimeout(resolve, 1));
          running -= 1;
          return accepted;
        },
      }));
    const slots = new CallSlots(4);
    const limits = { slots, stop: () => undefined };
    const [a, b] = await Promise.all([makeCalls(chunk('a', 6), limits), makeCalls(chunk('b', 6), limits)]);
    expect(most).toBe(4);
    expect(begun.join('')).toBe('aaaaaabbbbbb');
    expect([a, b].map((results) => results.length)).toEqual([6, 6]);
    expect(slots.idle).toBe(true);
  });

  it('leave their slot to others when one of them throws', async () => {
    const slots = new CallSlots(1);
    const limits = { slots, stop: () => undefined };
    const broken: ProviderCall = { messageIds: ['a'], run: () => Promise.reject(new Error('a defect')) };
    const whole: ProviderCall = { messageIds: ['b'], run: async () => accepted };
    await expect(makeCalls([broken], limits)).rejects.toThrow('a defect');
    expect(await makeCalls([whole], limits)).toHaveLength(1);
  });
});
