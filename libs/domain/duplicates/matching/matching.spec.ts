import fc from 'fast-check';
import { folded, mailboxOf, matchKeys, nationalNumberOf } from './match-keys';
import { LEAST_SCORE, matchOf, type Candidate } from './match-score';

const candidate = (given: Partial<Candidate>): Candidate => {
  const lead = {
    name: 'Ana Bell',
    email: null,
    phone: null,
    city: null,
    state: null,
    company: null,
    ...given,
  };
  return {
    ...lead,
    emails: given.emails ?? (lead.email ? [lead.email] : []),
    phones: given.phones ?? (lead.phone ? [lead.phone] : []),
  };
};
const shared = (a: Partial<Candidate>, b: Partial<Candidate>) => {
  const keys = new Set(matchKeys(candidate(a)));
  return matchKeys(candidate(b)).filter((key) => keys.has(key));
};

const text = fc.option(fc.constantFrom('Austin', 'AUSTIN', 'Dallas', 'Köln', 'Bell & Co.', ''), {
  nil: null,
});
const email = fc.option(
  fc.constantFrom('a.b@gmail.com', 'ab+x@googlemail.com', 'ab@web.de', 'a.b@web.de', 'ab+y@web.de'),
  { nil: null },
);
const phone = fc.option(fc.constantFrom('+15125550100', '+447911123456', '+4915123456789'), { nil: null });
const anybody = fc
  .record({
    name: fc.oneof(fc.string(), fc.constantFrom('Ana Bell', 'Bell, Ana', 'Dr. Ana M. Bell', 'Jo Hill')),
    ...{ email, phone, city: text, state: text, company: text },
  })
  .map(candidate);

describe('a mailbox', () => {
  it.each([
    ['ana.bell+zillow@gmail.com', 'anabell@gmail.com'],
    ['a.n.a.bell@googlemail.com', 'anabell@gmail.com'],
    ['ana.bell+zillow@web.de', 'ana.bell@web.de'],
    ['+ana@web.de', '+ana@web.de'],
    ['ana.bell@web.de', 'ana.bell@web.de'],
  ])('%s is %s', (address, mailbox) => expect(mailboxOf(address)).toBe(mailbox));

  it('is its own mailbox', () =>
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        const once = mailboxOf(address.toLowerCase());
        expect(mailboxOf(once)).toBe(once);
      }),
    ));
});

describe('keys', () => {
  it('are the same for what may be the same person', () => {
    expect(
      shared({ email: 'ana.bell@gmail.com' }, { name: 'X', email: 'anabell+a@googlemail.com' }),
    ).toHaveLength(1);
    expect(shared({ phone: '+447911123456' }, { name: 'X', phone: '+4407911123456' })).toHaveLength(1);
    expect(shared({ city: 'Austin' }, { name: 'BELL, Ana', city: ' austin' })).toHaveLength(2);
    expect(shared({ city: 'Austin' }, { name: 'Anna Bell', city: 'Austin' })).toHaveLength(1);
    expect(shared({ city: 'Austin' }, { name: 'Ana Bel', city: 'Austin' })).toHaveLength(1);
    expect(
      shared({ name: 'Zoë O’Neil', company: 'Hill' }, { name: 'Zoe ONeil', company: 'hill' }),
    ).toHaveLength(2);
    expect(shared({ state: 'TX' }, { name: 'Mrs. Ana Q. Bell', state: 'TX' })).toHaveLength(1);
  });

  it('are none for a name without a place, or a place without a name', () => {
    expect(shared({}, {})).toEqual([]);
    expect(shared({ city: 'Austin' }, { city: 'Dallas' })).toEqual([]);
    expect(shared({ name: 'Ana', city: 'Austin' }, { name: 'Ana', city: 'Austin' })).toEqual([]);
  });

  it('are few and short, whatever the lead', () =>
    fc.assert(
      fc.property(anybody, (lead) => {
        const keys = matchKeys(lead);
        expect(keys.length).toBeLessThanOrEqual(7);
        for (const key of keys) expect(key.length).toBeLessThanOrEqual(200);
      }),
    ));

  it('fold twice as once', () =>
    fc.assert(fc.property(fc.string(), (raw) => expect(folded(folded(raw))).toBe(folded(raw)))));

  it('keep ten digits', () => expect(nationalNumberOf('+15125550100')).toBe('5125550100'));
});

describe('a score', () => {
  it('is the same from both sides, and between 0 and 99', () =>
    fc.assert(
      fc.property(anybody, anybody, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, similarity) => {
        const match = matchOf(a, b, similarity);
        expect(matchOf(b, a, similarity)).toEqual({
          ...match,
          reasons: expect.arrayContaining(match.reasons),
        });
        expect(match.score).toBeGreaterThanOrEqual(0);
        expect(match.score).toBeLessThanOrEqual(99);
        expect(match.reasons.length > 0).toBe(match.score > 0);
      }),
    ));

  it('grows with evidence', () => {
    const phone = '+15125550100';
    const place = { city: 'Austin', state: 'TX' };
    const score = (a: Partial<Candidate>, b: Partial<Candidate>, similarity: number) =>
      matchOf(candidate(a), candidate(b), similarity);
    expect(score(place, place, 1)).toEqual({ score: 75, reasons: ['same_name', 'same_city', 'same_state'] });
    expect(score({ ...place, phone }, { ...place, phone }, 1).score).toBe(98);
    expect(score({ state: 'TX' }, { state: 'TX' }, 1)).toEqual({
      score: 55,
      reasons: ['same_name', 'same_state'],
    });
    expect(score(place, { ...place, name: 'Anna Bell' }, 0.7)).toEqual({
      ...{ score: 52, reasons: ['similar_name', 'same_city', 'same_state'] },
    });
    expect(score(place, { ...place, name: 'Hannah Bellows' }, 0.3).score).toBe(0);
  });

  it('doubts a number that people of other names have too', () => {
    const phone = '+15125550100';
    const stranger = matchOf(candidate({ phone }), candidate({ phone, name: 'Jo Hill' }), 0.05);
    expect(stranger).toEqual({ score: 55, reasons: ['same_phone'] });
    expect(stranger.score).toBeGreaterThanOrEqual(LEAST_SCORE);
    expect(matchOf(candidate({ phone }), candidate({ phone }), 1).score).toBe(90);
  });

  it('knows addresses of before a merge', () => {
    const before = candidate({ email: 'new@x.com', emails: ['new@x.com', 'old@x.com'] });
    expect(matchOf(before, candidate({ name: 'O', email: 'old@x.com' }), 0)).toEqual({
      ...{ score: 95, reasons: ['earlier_address'] },
    });
  });
});
