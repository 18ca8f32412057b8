import { firstPortion, portionAfter } from './portions';

describe('portions of leads', () => {
  it('grow to what takes half a second, not at once, and never above 5,000', () => {
    expect(portionAfter(1_000, 250)).toBe(2_000);
    expect(portionAfter(1_000, 1)).toBe(4_000);
    expect(portionAfter(4_000, 0)).toBe(5_000);
  });

  it('shrink on a slow database, and never below 250', () => {
    expect(portionAfter(5_000, 5_000)).toBe(500);
    expect(portionAfter(firstPortion, 60_000)).toBe(250);
  });
});
