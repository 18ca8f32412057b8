import fc from 'fast-check';
import { mergeSpans } from './free-busy';

const at = (minutes: number) => new Date(Date.UTC(2027, 0, 1) + minutes * 60_000);
const span = (from: number, to: number) => ({ startAt: at(from), endAt: at(to) });

describe('mergeSpans', () => {
  it('joins what touches and cuts off what lies outside', () => {
    expect(
      mergeSpans([span(30, 60), span(0, 30), span(50, 55), span(90, 200), span(-9, -1)], at(10), at(100)),
    ).toEqual([span(10, 60), span(90, 100)]);
    expect(mergeSpans([], at(0), at(10))).toEqual([]);
  });

  it('covers each minute that some span covers, and no other, in order and apart', () => {
    const anySpan = fc
      .tuple(fc.integer({ min: -20, max: 60 }), fc.integer({ min: 1, max: 30 }))
      .map(([from, length]) => span(from, from + length));
    const covers = (spans: { startAt: Date; endAt: Date }[], minute: number) =>
      spans.some(({ startAt, endAt }) => startAt <= at(minute) && at(minute) < endAt);
    fc.assert(
      fc.property(fc.array(anySpan, { maxLength: 8 }), (spans) => {
        const merged = mergeSpans(spans, at(0), at(50));
        for (let minute = -20; minute < 90; minute += 1)
          expect(covers(merged, minute)).toBe(minute >= 0 && minute < 50 && covers(spans, minute));
        for (const [index, one] of merged.entries())
          if (index > 0) expect(merged[index - 1]!.endAt < one.startAt).toBe(true);
      }),
    );
  });
});
