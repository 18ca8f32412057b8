import { SendBook, type SendOutlook } from '@domain/messaging';
import { collisionsOf, type ForeseenMessage } from './collisions';

const noon = new Date('2027-06-09T16:00:00Z');
const after = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);
const known = {
  address: 'x',
  consent: 'granted',
  suppression: null,
  doNotContact: false,
  optOutReview: false,
  zone: 'America/New_York',
  sentAt: [],
} as const;
const day = { from: '08:00', to: '21:00' };
const window = { 1: day, 2: day, 3: day, 4: day, 5: day, 6: day, 7: day };
const outlook: SendOutlook = {
  policy: {
    window: { EMAIL: window, SMS: window },
    cap: { EMAIL: null, SMS: null },
    smsConsentRequired: true,
  },
  hasPostalAddress: true,
  leads: new Map([
    ['lead', { EMAIL: known, SMS: known }],
    [
      'barred',
      {
        EMAIL: { ...known, suppression: { reason: 'stop', since: noon, scope: 'all' } },
        SMS: known,
      },
    ],
  ]),
};
const book = new SendBook(outlook);

function message(key: string, dueAt: Date, send: Partial<ForeseenMessage['send']> = {}): ForeseenMessage {
  const planned = {
    ...{ leadId: 'lead', channel: 'EMAIL', purpose: 'marketing', dueAt, missingFields: [] },
    ...send,
  } as ForeseenMessage['send'];
  const source = { kind: 'campaign', id: key, name: null };
  const rest = { messageId: null, title: null, source, unless: [], provisional: false };
  return { key, ...rest, send: planned, forecast: book.forecast(planned) };
}

describe('collisions', () => {
  const kindsOf = (...messages: ForeseenMessage[]) =>
    [...collisionsOf(messages, outlook)].map(([key, found]) => [key, ...found.map(({ kind }) => kind)]);

  it('are two messages within four hours, whatever their channels and sources', () => {
    const [a, b] = [
      message('a', noon),
      message('b', after(239), { channel: 'SMS', purpose: 'transactional' }),
    ];
    expect(collisionsOf([a, b], outlook).get('a')).toEqual([{ kind: 'close_together', with: ['b'] }]);
    expect(kindsOf(a, message('c', after(240)))).toEqual([['a'], ['c']]);
  });

  it('are counted from when messages leave, not from when they are due', () => {
    // Held from 3 am to 8 am, and so beside what is due at 9 am.
    const early = message('early', new Date('2027-06-09T07:00:00Z'));
    const nine = message('nine', new Date('2027-06-09T13:00:00Z'));
    expect(kindsOf(early, nine)).toEqual([
      ['early', 'close_together', 'outside_window'],
      ['nine', 'close_together'],
    ]);
  });

  it('are hours at which nobody should be written to, even where the gate lets it', () => {
    const night = new Date('2027-06-09T07:00:00Z');
    expect(kindsOf(message('reminder', night, { purpose: 'transactional' }))).toEqual([
      ['reminder', 'outside_window'],
    ]);
  });

  it('are addresses that must not be written to; what does not leave is close to nothing', () => {
    expect(kindsOf(message('a', noon), message('b', noon, { leadId: 'barred' }))).toEqual([
      ['a'],
      ['b', 'suppressed_address'],
    ]);
  });
});
