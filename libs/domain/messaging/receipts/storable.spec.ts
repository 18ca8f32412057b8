import { storableId, storableInstant, storableJson, storableText } from './storable';

const nul = String.fromCharCode(0);
const half = String.fromCharCode(0xd800);

describe('what Postgres would refuse', () => {
  it('loses NUL and half pairs, and only those', () => {
    expect(storableText(`a${nul}b${half}c😀`, 100)).toBe('ab\uFFFDc😀');
    expect(storableText('😀', 1)).toBe('\uFFFD');
    expect(storableText(nul, 10)).toBeNull();
    expect(storableText('', 10)).toBeNull();
    expect(JSON.stringify(storableJson({ [`k${nul}`]: [`v${half}`, 1, null, true] }))).toBe(
      '{"k":["v\uFFFD",1,null,true]}',
    );
  });

  it('does not follow an endless nesting', () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 5_000; level += 1) deep = [deep];
    expect(JSON.stringify(storableJson(deep)).length).toBeLessThan(100);
  });

  it('takes a UUID for an id and nothing else', () => {
    const id = '01936F5E-8C1A-7B3E-9D2F-4A5B6C7D8E9F';
    expect(storableId(id)).toBe(id.toLowerCase());
    expect([storableId("x' OR 1=1"), storableId(''), storableId(undefined), storableId(`${id}0`)]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('replaces a time that cannot be', () => {
    const received = new Date('2026-06-01T12:00:00Z');
    const sane = new Date('2026-06-01T11:59:00Z');
    expect(storableInstant(sane, received)).toBe(sane);
    for (const absurd of [new Date(NaN), new Date(0), new Date('9999-01-01T00:00:00Z'), new Date(8.64e15)]) {
      expect(storableInstant(absurd, received)).toBe(received);
    }
  });
});
