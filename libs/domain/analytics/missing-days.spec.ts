import { missingDays, mostDaysBack, type SnapshotsKept } from './missing-days';

const kept = (change: Partial<SnapshotsKept> = {}): SnapshotsKept => ({
  zone: 'America/New_York',
  createdAt: new Date('2026-01-01T00:00:00Z'),
  first: '2026-02-01',
  written: ['2026-03-08', '2026-03-09'],
  now: new Date('2026-03-11T12:00:00Z'),
  ...change,
});

describe('the days without a snapshot', () => {
  it('are yesterday alone when all went well, and none once it is written', () => {
    const written = daysUpTo('2026-03-09', mostDaysBack);
    expect(missingDays(kept({ written }))).toEqual(['2026-03-10']);
    expect(missingDays(kept({ written: [...written, '2026-03-10'] }))).toEqual([]);
  });

  it('are all those of an outage, and a hole before the last that was written', () => {
    const written = daysUpTo('2026-03-06', mostDaysBack).filter((day) => day !== '2026-02-20');
    expect(missingDays(kept({ written }))).toEqual([
      '2026-02-20',
      '2026-03-07',
      '2026-03-08',
      '2026-03-09',
      '2026-03-10',
    ]);
  });

  it('are yesterday alone of a team that has none yet', () => {
    expect(missingDays(kept({ first: null, written: [] }))).toEqual(['2026-03-10']);
  });

  it('go back so far and no further', () => {
    const missing = missingDays(kept({ first: '2025-06-01', createdAt: new Date(0), written: [] }));
    expect([missing.length, missing.at(-1)]).toEqual([mostDaysBack, '2026-03-10']);
  });

  it('begin with the day on whose clock the team was made', () => {
    // 23:30 on 9 March in New York.
    const createdAt = new Date('2026-03-10T03:30:00Z');
    expect(missingDays(kept({ createdAt, first: '2026-02-01', written: [] }))).toEqual([
      '2026-03-09',
      '2026-03-10',
    ]);
  });

  it('are those of the clock of the team', () => {
    const now = new Date('2026-03-11T12:00:00Z');
    expect(missingDays(kept({ zone: 'Pacific/Auckland', first: null, now })).at(-1)).toBe('2026-03-11');
  });
});

function daysUpTo(last: string, many: number): string[] {
  const end = Date.parse(last);
  return Array.from({ length: many }, (_, n) => new Date(end - n * 86_400_000).toISOString().slice(0, 10));
}
