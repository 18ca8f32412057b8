import type { MessageCounts } from '@domain/messaging';
import { figuresOf, openMessages, statsOf } from './campaign-figures';

const counts: MessageCounts = {
  total: 1_000,
  states: {
    queued: 10,
    held: 20,
    claimed: 30,
    handed_off: 40,
    skipped: 50,
    cancelled: 60,
    uncertain: 70,
    failed: 80,
    accepted: 200,
    delivered: 400,
    bounced: 40,
  },
  skipped: { suppressed: 45, no_address: 5 },
  sent: 650,
  delivered: 401,
  opened: 100,
  machineOpened: 7,
  clicked: 33,
  replied: 3,
  unsubscribed: 2,
  complained: 1,
  segments: 0,
};

describe('figuresOf', () => {
  const figures = figuresOf(counts);

  it('adds up to the audience', () => {
    const { audience, accepted, skipped, failed, uncertain, cancelled, pending } = figures;
    expect(accepted + skipped + failed + uncertain + cancelled + pending).toBe(audience);
    expect(pending).toBe(figures.queued + figures.held + figures.inFlight);
    expect(figures).toMatchObject({
      accepted: 640,
      inFlight: 70,
      skippedReasons: { suppressed: 45, no_address: 5 },
    });
  });

  it('divides by what could have happened', () => {
    expect(figures.rates).toEqual({
      delivered: 0.6169,
      bounced: 0.0615,
      opened: 0.2494,
      clicked: 0.0823,
      replied: 0.0075,
      unsubscribed: 0.005,
      complained: 0.0025,
    });
  });

  it('has no rates without messages', () => {
    const none = { ...counts, sent: 0, delivered: 0 };
    expect(Object.values(figuresOf(none).rates)).toEqual(Array(7).fill(null));
  });
});

describe('statsOf', () => {
  it('lists variants only for a split', () => {
    expect(statsOf({ ...counts, variants: [{ variant: null, ...counts }] }).variants).toEqual([]);
    const split = statsOf({ ...counts, variants: [{ variant: 'A', ...counts }] });
    expect(split.variants).toEqual([{ variant: 'A', ...figuresOf(counts) }]);
  });
});

describe('openMessages', () => {
  it('counts what may still go out, and nothing settled', () => {
    expect(openMessages(counts)).toBe(100);
  });
});
