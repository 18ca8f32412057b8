import fc from 'fast-check';
import { DomainError } from '@platform/errors';
import { decodeCursor, encodeCursor } from './cursor';
import { mapPage, pageOf } from './page';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const refused = (cursor: string, shape: Parameters<typeof decodeCursor>[1]) => {
  try {
    decodeCursor(cursor, shape);
  } catch (error) {
    return (error as DomainError).extra.errors?.[0]?.code;
  }
  return 'taken';
};

describe('cursors', () => {
  it('bring back what was put in, of any kind', () => {
    const values = [new Date('2026-11-20T12:00:00.123Z'), 'ünï"code', 42, -1.5, null, id] as const;
    expect(decodeCursor(encodeCursor(values), ['date', 'text', 'int', 'float', 'text?', 'uuid'])).toEqual(
      values,
    );
    fc.assert(
      fc.property(fc.string(), fc.integer(), (text, int) => {
        fc.pre(!text.includes('\0') && text.isWellFormed());
        expect(decodeCursor(encodeCursor([text, int]), ['text', 'int'])).toEqual([text, int]);
      }),
    );
  });

  it('that another list or nobody gave out are refused', () => {
    expect(decodeCursor(undefined, ['uuid'])).toBeUndefined();
    for (const cursor of [
      '',
      'x',
      'e30',
      encodeCursor([]),
      encodeCursor([id, id]),
      encodeCursor(['no id']),
      encodeCursor([null]),
    ]) {
      expect(refused(cursor, ['uuid'])).toBe('cursor_invalid');
    }
    expect(refused(encodeCursor([1.5]), ['int'])).toBe('cursor_invalid');
    expect(refused(encodeCursor(['2026-01-01']), ['date'])).toBe('cursor_invalid');
    expect(refused(encodeCursor([1e300]), ['date'])).toBe('cursor_invalid');
    expect(refused(encodeCursor(['a\0b']), ['text'])).toBe('cursor_invalid');
    expect(refused(encodeCursor(['x'.repeat(2_000)]), ['text'])).toBe('cursor_invalid');
  });

  it('of any bytes never cause anything but a refusal', () => {
    fc.assert(
      fc.property(fc.base64String(), (cursor) =>
        ['cursor_invalid', 'taken'].includes(refused(cursor, ['date', 'uuid'])!),
      ),
    );
  });
});

describe('pages', () => {
  it('visit every row once, whatever their size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 7 }), (total, limit) => {
        const rows = Array.from({ length: total }, (_, n) => n);
        const seen: number[] = [];
        for (let cursor: string | undefined, calls = 0; calls < 40; calls += 1) {
          const after = decodeCursor(cursor, ['int'])?.[0] ?? -1;
          const page = pageOf(rows.filter((n) => n > after).slice(0, limit + 1), limit, (n) => [n]);
          seen.push(...page.data);
          if (page.nextCursor === null) break;
          cursor = page.nextCursor;
        }
        expect(seen).toEqual(rows);
      }),
    );
  });

  it('can be turned into what the API shows', () => {
    expect(mapPage({ data: [1, 2], nextCursor: 'n' }, String)).toEqual({ data: ['1', '2'], nextCursor: 'n' });
  });
});
