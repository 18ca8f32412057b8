import fc from 'fast-check';
import { MESSAGE_STATES, RECEIPT_KINDS } from '../message-state';
import { foldReceipts, type LedgerEntry } from './fold-receipts';
import type { Receipt } from './receipt';

const queued: LedgerEntry = {
  id: 'm',
  state: 'queued',
  reason: null,
  provider: null,
  providerId: null,
  errorCode: null,
  errorDetail: null,
  acceptedAt: null,
  deliveredAt: null,
  openedAt: null,
  openCount: 0,
  machineOpens: 0,
  clickedAt: null,
  clickCount: 0,
  unsubscribedAt: null,
  complainedAt: null,
};
const at = (second: number) => new Date(Date.UTC(2026, 5, 1, 12, 0, second));
const receipt = (kind: Receipt['kind'], second = 0, detail: Receipt['detail'] = {}): Receipt => ({
  id: `${kind}-${second}`,
  provider: 'sendgrid',
  messageId: 'm',
  providerId: 'p',
  kind,
  address: 'a@example.com',
  at: at(second),
  detail,
});

describe('foldReceipts', () => {
  it('counts people and privacy proxies apart, and keeps the first moment', () => {
    const after = foldReceipts(queued, [
      receipt('opened', 9),
      receipt('opened', 3, { machineOpen: true }),
      receipt('opened', 5),
      receipt('clicked', 8),
      receipt('delivered', 1),
    ]);
    expect(after).toMatchObject({
      ...{
        state: 'delivered',
        openCount: 2,
        machineOpens: 1,
        openedAt: at(5),
        clickCount: 1,
        clickedAt: at(8),
      },
      ...{ deliveredAt: at(1), acceptedAt: at(1), provider: 'sendgrid', providerId: 'p' },
    });
  });

  it('tells a bounce with its reason, also after a delivery', () => {
    const delivered = foldReceipts(queued, [receipt('delivered', 1)]);
    const after = foldReceipts(delivered, [receipt('bounced', 2, { code: '5.1.1', reason: 'no such user' })]);
    expect(after).toMatchObject({
      ...{
        state: 'bounced',
        reason: 'hard_bounce',
        errorCode: '5.1.1',
        errorDetail: 'no such user',
        deliveredAt: at(1),
      },
    });
  });

  it('forgets a failure that a delivery disproves, and the doubt of an uncertain hand-off', () => {
    const failed = foldReceipts({ ...queued, state: 'uncertain', reason: 'worker_lost' }, [
      receipt('undelivered', 1, { code: '30003' }),
    ]);
    expect(failed).toMatchObject({ state: 'failed', reason: 'undelivered', errorCode: '30003' });
    expect(foldReceipts(failed, [receipt('delivered', 2)])).toMatchObject({
      ...{ state: 'delivered', reason: null, errorCode: null, errorDetail: null },
    });
  });

  it('leaves the time and the id of our own settling as they are', () => {
    const settled: LedgerEntry = {
      ...queued,
      ...{ state: 'accepted', acceptedAt: at(4), provider: 'sendgrid', providerId: 'ours' },
    };
    expect(foldReceipts(settled, [receipt('processed', 3)])).toEqual(settled);
  });

  it('learns nothing from what proves nothing', () => {
    expect(foldReceipts(queued, [receipt('other'), receipt('group_resubscribed')])).toEqual(queued);
  });

  it('ends in one row for every order and every division into batches', () => {
    const anyReceipt = fc
      .record({
        kind: fc.constantFrom(...RECEIPT_KINDS),
        second: fc.integer({ min: 0, max: 59 }),
        code: fc.constantFrom(undefined, '5.1.1', '30003', '21610'),
        reason: fc.constantFrom(undefined, 'Bounced Address', 'mailbox full'),
        machineOpen: fc.boolean(),
      })
      .map(({ kind, second, code, reason, machineOpen }) =>
        receipt(kind, second, { code, reason, machineOpen }),
      );
    const anyState = fc.constantFrom(...MESSAGE_STATES);
    fc.assert(
      fc.property(
        fc
          .array(anyReceipt, { maxLength: 12 })
          .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        fc.integer({ min: 1, max: 12 }),
        anyState,
        ([all, shuffled], size, state) => {
          const start = { ...queued, state };
          const once = foldReceipts(start, all);
          let batched = start;
          for (let from = 0; from < shuffled.length; from += size) {
            batched = foldReceipts(batched, shuffled.slice(from, from + size));
          }
          // Which receipt stands in for a settling of ours that is not known yet may differ; that one stands in may not.
          expect({ ...batched, acceptedAt: batched.acceptedAt !== null }).toEqual({
            ...once,
            acceptedAt: once.acceptedAt !== null,
          });
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
