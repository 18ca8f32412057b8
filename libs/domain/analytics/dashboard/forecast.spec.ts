import fc from 'fast-check';
import { forecastOf } from './forecast';
import type { OpenRow, OutcomeRow } from './standing.repository';

const open = (status: string, value: number, more: Partial<OpenRow> = {}): OpenRow => ({
  ...{ status, age: 1, leads: 1, valued: 1, value, squares: value * value },
  ...more,
});
const outcome = (reached: number, won: boolean, leads: number, age = 2): OutcomeRow => ({
  ...{ reached, won, leads, age },
});
/** 40 of 100 that reached PROPOSAL were won; of 100 more that did not, none. */
const history = [outcome(4, true, 40), outcome(3, false, 60), outcome(0, false, 100)];

describe('the forecast of revenue', () => {
  it('is the value of each stage times the share won of those that came as far', () => {
    const told = forecastOf([open('NEW', 1_000_000), open('PROPOSAL', 500_000)], history);
    expect(told).toMatchObject({
      status: 'ready',
      expected: 0.2 * 1_000_000 + 0.4 * 500_000,
      pipelineValue: 1_500_000,
    });
    expect(told.stages.map(({ winRate, outcomes }) => [winRate, outcomes])).toEqual([
      ...[
        [0.2, 200],
        [0.4, 100],
        [0.4, 100],
        [0.4, 100],
      ],
      ...[[1, 40]],
    ]);
  });

  it('tells no number below fifty outcomes, or of leads that ended alike', () => {
    for (const few of [
      [outcome(4, true, 20), outcome(0, false, 29)],
      [outcome(4, true, 9), outcome(0, false, 900)],
      [outcome(4, true, 900), outcome(0, false, 9)],
      [],
    ])
      expect(forecastOf([open('NEW', 1)], few)).toMatchObject({
        ...{ status: 'not_enough_data', expected: null, low: null, high: null, windows: [] },
        stages: expect.arrayContaining([expect.objectContaining({ winRate: null, expected: null })]),
      });
    expect(forecastOf([open('NEW', 1)], [outcome(4, true, 25), outcome(0, false, 25)]).status).toBe('ready');
  });

  it('leaves out a stage that few have come to', () => {
    const few = [outcome(1, true, 30), outcome(0, false, 30), outcome(4, true, 9)];
    const told = forecastOf([open('NEGOTIATION', 100), open('NEW', 100)], few);
    expect(told.leftOut).toBe(100);
    expect(told.high).toBeLessThanOrEqual(100);
  });

  it('has a range that holds about eight of ten outcomes', () => {
    const leads = 200;
    const told = forecastOf([open('PROPOSAL', leads, { leads, valued: leads, squares: leads })], history);
    let state = 3;
    const next = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
    const runs = 2_000;
    let within = 0;
    for (let run = 0; run < runs; run += 1) {
      let won = 0;
      for (let lead = 0; lead < leads; lead += 1) if (next() < 0.4) won += 1;
      if (won >= told.low! && won <= told.high!) within += 1;
    }
    // The rate is known here and not there: the range is a little wider than these outcomes.
    expect(within / runs).toBeGreaterThan(0.8);
    expect(within / runs).toBeLessThan(0.999);
    const one = forecastOf([open('PROPOSAL', leads, { squares: leads * leads })], history);
    expect(one.high! - one.low!).toBeGreaterThan((told.high! - told.low!) * 2);
  });

  it('comes in at the ages at which others were won, and all of it some time', () => {
    const wins = [outcome(4, true, 30, 0), outcome(4, true, 30, 2), outcome(0, false, 60)];
    const [soon, second, third, later] = forecastOf([open('NEW', 900, { age: 1 })], wins).windows;
    // 30 wins are ahead of a lead of 1½ spans, at an age of two to three: half in each of the next two windows.
    expect([soon!.expected, second!.expected, third!.expected, later!.expected]).toEqual([225, 225, 0, 0]);
    expect(forecastOf([open('NEW', 900, { age: 36 })], wins).windows.at(-1)).toEqual({
      ...{ fromDay: 90, toDay: null, expected: 450 },
    });
  });

  it('never is less than nothing or more than the pipeline, and its parts make the whole', () => {
    const stage = fc.constantFrom('NEW', 'CONTACTED', 'QUALIFIED', 'PROPOSAL', 'NEGOTIATION');
    const row = fc.record({ status: stage, age: fc.nat(36), value: fc.nat(1_000_000) });
    const past = fc.record({
      reached: fc.nat(4),
      won: fc.boolean(),
      leads: fc.integer({ min: 1, max: 60 }),
      age: fc.nat(36),
    });
    fc.assert(
      fc.property(fc.array(row), fc.array(past), (rows, outcomes) => {
        const told = forecastOf(
          rows.map(({ status, age, value }) => open(status, value, { age })),
          outcomes,
        );
        if (told.status !== 'ready') return;
        const { low, expected, high } = told;
        expect(low!).toBeLessThanOrEqual(expected! + 0.01);
        expect(expected!).toBeLessThanOrEqual(high! + 0.01);
        expect(low!).toBeGreaterThanOrEqual(0);
        expect(high! + told.leftOut).toBeLessThanOrEqual(told.pipelineValue + 0.01);
        const windows = told.windows.reduce((sum, window) => sum + window.expected, 0);
        expect(Math.abs(windows - expected!)).toBeLessThan(0.05);
      }),
    );
  });
});
