import fc from 'fast-check';
import {
  applyReceipt,
  MESSAGE_STATES,
  type MessageState,
  RECEIPT_KINDS,
  type ReceiptKind,
  TERMINAL_STATES,
} from './message-state';

const after = (start: MessageState, receipts: readonly ReceiptKind[]) => receipts.reduce(applyReceipt, start);
const anyState = fc.constantFrom(...MESSAGE_STATES);
const anyKind = fc.constantFrom(...RECEIPT_KINDS);

describe('applyReceipt', () => {
  it.each<[MessageState, ReceiptKind[], MessageState]>([
    ['handed_off', ['processed'], 'accepted'],
    ['accepted', ['deferred', 'deferred'], 'accepted'],
    ['accepted', ['delivered'], 'delivered'],
    ['accepted', ['sent', 'undelivered'], 'failed'],
    ['accepted', ['dropped'], 'failed'],
    ['delivered', ['bounced'], 'bounced'],
    ['bounced', ['delivered', 'opened'], 'bounced'],
    ['delivered', ['processed', 'deferred'], 'delivered'],
    ['delivered', ['failed'], 'delivered'],
    ['failed', ['delivered'], 'delivered'],
    ['uncertain', ['sent'], 'accepted'],
    ['uncertain', ['failed'], 'failed'],
    ['uncertain', ['bounced'], 'bounced'],
    ['uncertain', ['opened'], 'delivered'],
    ['uncertain', ['other', 'group_resubscribed'], 'uncertain'],
    ['claimed', ['delivered'], 'delivered'],
    ['cancelled', ['processed'], 'accepted'],
    ['accepted', ['clicked'], 'delivered'],
  ])('%s + %j = %s', (start, receipts, expected) => expect(after(start, receipts)).toBe(expected));

  it('ends in the same state for every order and any duplicates', () => {
    fc.assert(
      fc.property(
        anyState,
        fc
          .array(anyKind, { maxLength: 8 })
          .chain((receipts) =>
            fc.tuple(
              fc.constant(receipts),
              fc.shuffledSubarray(receipts, { minLength: receipts.length }),
              fc.subarray(receipts),
            ),
          ),
        (start, [receipts, shuffled, again]) => {
          expect(after(start, [...again, ...shuffled, ...again])).toBe(after(start, receipts));
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('never goes back: what was proven once stays proven', () => {
    const proven = ['accepted', 'failed', 'delivered', 'bounced'];
    fc.assert(
      fc.property(anyState, anyKind, (state, receipt) => {
        const next = applyReceipt(state, receipt);
        expect(next === state || proven.indexOf(next) > proven.indexOf(state)).toBe(true);
      }),
    );
  });

  it('knows which states leave nothing to do', () => {
    expect([...TERMINAL_STATES].sort()).toEqual(['bounced', 'cancelled', 'delivered', 'failed', 'skipped']);
    expect(new Set(MESSAGE_STATES).size).toBe(11);
  });
});
