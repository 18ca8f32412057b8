import type { CallOutcome, CallResult } from './send-calls';
import { mostAttempts, planSettlement } from './settlement-plan';

const now = Date.UTC(2026, 5, 1);
const ids = (count: number, prefix = 'm') => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const result = (messageIds: string[], outcome: CallOutcome): CallResult => ({ messageIds, outcome });
const refused = { kind: 'rejected', scope: 'batch', code: '400', detail: 'no' } as const;

describe('what the answers of a chunk mean', () => {
  it('accepts each message under the id of its call', () => {
    const plan = planSettlement(
      [
        result(['a', 'b'], { kind: 'accepted', providerId: 'x' }),
        result(['c'], { kind: 'accepted', providerId: 'y', segments: 2 }),
      ],
      0,
      now,
    );
    expect(plan.accepted).toEqual([
      { id: 'a', providerId: 'x', segments: null },
      { id: 'b', providerId: 'x', segments: null },
      { id: 'c', providerId: 'y', segments: 2 },
    ]);
    expect([plan.back, plan.failed, plan.parts, plan.uncertain, plan.account]).toEqual([
      [],
      [],
      [],
      [],
      null,
    ]);
  });

  it('halves a refused batch, or takes out the one that was named', () => {
    expect(planSettlement([result(ids(5), refused)], 0, now).parts).toEqual([
      ['m0', 'm1', 'm2'],
      ['m3', 'm4'],
    ]);
    expect(planSettlement([result(ids(3), { ...refused, index: 1 })], 0, now).parts).toEqual([
      ['m1'],
      ['m0', 'm2'],
    ]);
    // An index that names nobody is no help.
    expect(planSettlement([result(ids(2), { ...refused, index: 9 })], 0, now).parts).toEqual([
      ['m0'],
      ['m1'],
    ]);
  });

  it('fails a message that was refused alone, with what the refusal says of its address', () => {
    const plan = planSettlement([result(['a'], { ...refused, code: '21610', effect: 'suppress' })], 0, now);
    expect(plan.failed).toEqual([{ id: 'a', code: '21610', detail: 'no', effect: 'suppress' }]);
  });

  it('waits for the latest moment of a rate limit without losing a try', () => {
    const retryAt = (seconds: number) => new Date(now + seconds * 1_000);
    const plan = planSettlement(
      [
        result(['a'], { kind: 'rate_limited', retryAt: retryAt(3) }),
        result(['b'], { kind: 'rate_limited', retryAt: retryAt(9) }),
      ],
      2,
      now,
    );
    expect(plan.back).toEqual([{ ids: ['a', 'b'], pauseMs: 9_000, attempts: 2, teamWaits: true }]);
  });

  it('backs off from a provider that cannot be reached, and gives up in the end', () => {
    const unreachable = { kind: 'not_sent', code: 'ECONNREFUSED', detail: 'refused' } as const;
    const pauses = Array.from(
      { length: mostAttempts - 1 },
      (_, attempts) => planSettlement([result(['a'], unreachable)], attempts, now).back[0]!,
    );
    expect(pauses.map(({ pauseMs }) => pauseMs / 1_000)).toEqual([5, 10, 20, 40, 80, 160, 320]);
    expect(pauses.map(({ attempts }) => attempts)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const last = planSettlement([result(['a'], unreachable)], mostAttempts - 1, now);
    expect(last.back).toEqual([]);
    expect(last.failed).toMatchObject([{ id: 'a', code: 'ECONNREFUSED' }]);
  });

  it.each(['circuit_open', 'out_of_time', 'stopping'])(
    'takes no try for a call that was not made (%s)',
    (code) => {
      const plan = planSettlement([result(['a'], { kind: 'not_sent', code, detail: '' })], 7, now);
      expect(plan.back).toEqual([{ ids: ['a'], pauseMs: 0, attempts: 7, teamWaits: false }]);
    },
  );

  it('keeps what nobody knows apart, and never sends it back', () => {
    const plan = planSettlement(
      [result(['a', 'b'], { kind: 'unknown', code: '500', detail: 'oops' })],
      0,
      now,
    );
    expect(plan.uncertain).toEqual([{ ids: ['a', 'b'], code: '500', detail: 'oops' }]);
    expect(plan.back).toEqual([]);
  });

  it('tells that the account is refused, and keeps the messages', () => {
    const plan = planSettlement([result(['a', 'b'], { ...refused, scope: 'account', code: '401' })], 0, now);
    expect(plan.account).toEqual({ code: '401', detail: 'no' });
    expect(plan.back).toEqual([{ ids: ['a', 'b'], pauseMs: 5_000, attempts: 1, teamWaits: true }]);
  });
});
