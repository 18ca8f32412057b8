import { makeCalls, type CallOutcome, type ProviderCall } from './send-calls';

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
    const results = await makeCalls(calls, { concurrency: 4, stop: () => undefined });
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
      concurrency: 1,
      stop: () => (made.length > 0 ? 'out_of_time' : undefined),
    });
    expect(made).toEqual(['a']);
    expect(results.map(({ outcome }) => outcome.kind)).toEqual(['accepted', 'not_sent', 'not_sent']);
    expect(results[1]!.outcome).toMatchObject({ code: 'out_of_time' });
  });
});
