import { DomainError } from '@platform/errors';
import { applyChanges, checkComplete, checkDraft, emptyDraft } from './campaign-rules';
import { fillTexts } from './campaign-texts';
import type { CampaignDraft, CampaignType } from './campaign.types';

const complain = (type: CampaignType, written: CampaignDraft) =>
  codesOf(() => checkComplete(type, written, fillTexts(written, [])));

const draft: CampaignDraft = { ...emptyDraft, name: 'Open house', body: 'Hello' };
const at = new Date('2027-01-05T15:00:00Z');

function codesOf(run: () => void): string[][] {
  try {
    run();
  } catch (error) {
    if (error instanceof DomainError) {
      return [[error.code], ...(error.extra.errors ?? []).map(({ field, code }) => [field, code])];
    }
    throw error;
  }
  return [];
}

const split = (...weights: number[]) => weights.map((weight, index) => ({ name: `v${index}`, weight }));

describe('checkDraft', () => {
  it.each([
    ['one variant', split(100), 'variants_count'],
    ['six variants', split(50, 10, 10, 10, 10, 10), 'variants_count'],
    ['weights short of 100', split(50, 49), 'weights_not_100'],
    ['weights beyond 100', split(60, 60), 'weights_not_100'],
    ['a name twice', [...split(50), ...split(50)], 'variants_not_unique'],
  ])('refuses %s', (_what, variants, code) => {
    expect(codesOf(() => checkDraft('EMAIL', { ...draft, variants }))).toEqual([
      ['validation_failed'],
      ['variants', code],
    ]);
  });

  it.each([split(50, 50), split(34, 33, 33), split(96, 1, 1, 1, 1)])(
    'accepts a full split',
    (...variants) => {
      expect(codesOf(() => checkDraft('EMAIL', { ...draft, variants }))).toEqual([]);
    },
  );

  it('keeps email parts out of an SMS, variants included', () => {
    const variants = [
      { name: 'A', weight: 50, subject: 'Hi' },
      { name: 'B', weight: 50, previewText: 'Hi' },
    ];
    expect(codesOf(() => checkDraft('SMS', { ...draft, subject: 'Hi', variants }))).toEqual([
      ['validation_failed'],
      ['subject', 'not_for_sms'],
      ['variants[0].subject', 'not_for_sms'],
      ['variants[1].previewText', 'not_for_sms'],
    ]);
  });

  it('limits the body of an SMS to what the provider takes', () => {
    expect(codesOf(() => checkDraft('SMS', { ...draft, body: 'a'.repeat(1_600) }))).toEqual([]);
    expect(codesOf(() => checkDraft('SMS', { ...draft, body: 'a'.repeat(1_601) }))).toContainEqual([
      'body',
      'too_long',
    ]);
  });
});

describe('checkComplete', () => {
  const complete = { ...draft, subject: 'Hi', audience: { tagIds: ['x'] } };

  it('asks an email for subject, body and audience', () => {
    expect(complain('EMAIL', complete)).toEqual([]);
    expect(complain('EMAIL', { ...complete, audience: null, subject: ' ', body: '\n' })).toEqual([
      ['campaign_incomplete'],
      ['audience', 'required'],
      ['body', 'required'],
      ['subject', 'required'],
    ]);
  });

  it('asks no subject of an SMS', () => {
    expect(complain('SMS', { ...complete, subject: null })).toEqual([]);
  });

  it('is content when every variant brings its own', () => {
    const variants = [
      { name: 'A', weight: 50, subject: 'a', body: 'a' },
      { name: 'B', weight: 50, subject: 'b' },
    ];
    expect(complain('EMAIL', { ...complete, subject: null, body: '', variants })).toEqual([
      ['campaign_incomplete'],
      ['variants[1].body', 'required'],
    ]);
  });
});

describe('applyChanges', () => {
  const local = { localDate: '2027-01-05', localTime: '10:00' };

  it('keeps what is not named and clears what is null', () => {
    expect(applyChanges({ ...draft, subject: 'Hi' }, { name: 'Other' })).toMatchObject({
      name: 'Other',
      subject: 'Hi',
    });
    expect(applyChanges({ ...draft, subject: 'Hi' }, { subject: null }).subject).toBeNull();
    expect(applyChanges({ ...draft, subject: 'Hi' }, { subject: undefined }).subject).toBe('Hi');
  });

  it('lets the last kind of time win', () => {
    expect(applyChanges({ ...draft, ...local }, { scheduledAt: at })).toMatchObject({
      scheduledAt: at,
      localDate: null,
      localTime: null,
    });
    expect(applyChanges({ ...draft, scheduledAt: at }, local)).toMatchObject({ scheduledAt: null, ...local });
  });

  it('leaves a contradiction to be refused', () => {
    expect(applyChanges(draft, { scheduledAt: at, ...local })).toMatchObject({ scheduledAt: at, ...local });
  });
});
