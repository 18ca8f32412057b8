import fc from 'fast-check';
import { TIMELINE_KINDS } from './timeline-item';
import { behind, inOrder, type TimelinePlace } from './timeline-order';

const hex = (n: number) => n.toString(16).padStart(12, '0');
const place = fc.record({
  at: fc.integer({ min: 1, max: 4 }).map((ms) => new Date(ms)),
  kind: fc.constantFrom(...TIMELINE_KINDS),
  id: fc.integer({ min: 1, max: 6 }).map((n) => `01936f5e-8c1a-7b3e-9d2f-${hex(n)}`),
});

describe('order of a timeline', () => {
  it('takes from each kind exactly what lies behind a place', () => {
    fc.assert(
      fc.property(fc.array(place, { maxLength: 40 }), place, (all, cursor) => {
        const afterwards = (one: TimelinePlace) => {
          const before = behind(cursor, one.kind);
          return one.at < before.at || (one.at.getTime() === before.at.getTime() && one.id < before.id);
        };
        expect(all.filter(afterwards)).toEqual(all.filter((one) => inOrder(one, cursor) > 0));
      }),
    );
  });

  it('is total: two different places never stand beside each other', () => {
    fc.assert(
      fc.property(place, place, (a, b) => {
        expect(Math.sign(inOrder(a, b)) + Math.sign(inOrder(b, a))).toBe(0);
        const same = a.at.getTime() === b.at.getTime() && a.kind === b.kind && a.id === b.id;
        expect(inOrder(a, b) === 0).toBe(same);
      }),
    );
  });
});
