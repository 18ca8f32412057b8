import { validate, version } from 'uuid';
import { newId } from './uuid7';

describe('newId', () => {
  const ids = Array.from({ length: 5_000 }, newId);

  it('makes version 7 ids, all different', () => {
    expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('makes them in ascending order, within a millisecond too', () => {
    expect(ids).toEqual([...ids].sort());
  });

  it('shares no randomness between neighbours', () => {
    expect(new Set(ids.map((id) => id.slice(-8))).size).toBeGreaterThan(ids.length - 3);
  });

  it('carries the time', () => {
    const at = Number.parseInt(newId().replaceAll('-', '').slice(0, 12), 16);
    expect(Math.abs(Date.now() - at)).toBeLessThan(2_000);
  });
});
