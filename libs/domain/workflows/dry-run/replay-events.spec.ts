import { EVENT_TRIGGERS, type Definition, type Reentry } from '../definition/definition.types';
import { withSampleLead, sampleFacts, sampleLeadId } from './sample-lead';
import { mayEnter } from './reentry';
import { replayEvents, type ReplayInput } from './replay-events';
import { replayFigures } from './replay-figures';
import { rewind } from './rewind';
import type { LeadEvent } from './simulation.types';

const to = new Date('2027-03-12T16:00:00Z');
const ago = (hours: number) => new Date(to.getTime() - hours * 3_600_000);
const policy = {
  window: { EMAIL: null, SMS: null },
  cap: { EMAIL: null, SMS: { max: 2, windowHours: 24 } },
  smsConsentRequired: true,
};
const outlook = withSampleLead({ policy, hasPostalAddress: true, leads: new Map() });
const definition: Definition = {
  trigger: { type: 'LEAD_STATUS_CHANGED' },
  entry: { fact: 'lead.tagIds', op: 'has', value: 't1' },
  reentry: { mode: 'after_leaving' },
  exit: [],
  start: 'text',
  nodes: { text: { kind: 'SEND_SMS', body: 'Hi', next: 'end' }, end: { kind: 'END' } },
};
const changed = (hours: number, fromStatus: string, toStatus: string) => ({
  id: `e${hours}`,
  at: ago(hours),
  leadId: sampleLeadId,
  facts: { 'event.from': fromStatus, 'event.to': toStatus },
});
const happened = (hours: number, trigger: LeadEvent['trigger'], facts: LeadEvent['facts']): LeadEvent => ({
  at: ago(hours),
  trigger,
  exit: null,
  facts,
});
const replay = (change: Partial<ReplayInput> = {}) => {
  const today = { ...sampleFacts({}, to), 'lead.tagIds': ['t1'] };
  const input: ReplayInput = {
    definition,
    moments: [changed(10, 'NEW', 'CONTACTED')],
    leads: new Map([[sampleLeadId, { today, history: [] }]]),
    ...{ members: [], outlook, to, seed: 's', ...change },
  };
  return { ...replayEvents(input), today };
};

describe('the replay of stored events', () => {
  it('looks at a lead as it was at each event', () => {
    const history = [happened(9, 'TAG_ADDED', { 'event.tagId': 't1' })];
    const { today } = replay();
    const leads = new Map([[sampleLeadId, { today, history }]]);
    expect(replay({ leads })).toMatchObject({ runs: [], refused: { conditions: 1 } });
    expect(replay({ leads, moments: [changed(8, 'NEW', 'CONTACTED')] }).runs).toHaveLength(1);
    expect(replay().runs).toHaveLength(1);
  });

  it('keeps the rules of re-entry and counts leads that are gone', () => {
    const moments = [changed(10, 'NEW', 'CONTACTED'), changed(9, 'CONTACTED', 'NEW')];
    expect(replay({ moments }).runs).toHaveLength(2);
    expect(replay({ moments, definition: { ...definition, reentry: { mode: 'never' } } })).toMatchObject({
      refused: { reentry: 1 },
    });
    expect(replay({ leads: new Map() })).toMatchObject({ refused: { leadGone: 1 } });
  });

  it('counts messages, holds by the cap, and double touches with what was really sent', () => {
    const moments = [30, 29, 28].map((hours) => changed(hours, 'NEW', 'CONTACTED'));
    const { runs } = replay({ moments });
    const real = { leadId: sampleLeadId, channel: 'EMAIL' as const, purpose: 'marketing', at: ago(25.5) };
    const figures = replayFigures(runs, [real, { ...real, at: ago(20) }, { ...real, leadId: 'else' }], to);
    expect(figures).toMatchObject({
      runs: { total: 3, leads: 1, completed: 3 },
      messages: { planned: 3, sent: 3, SMS: 3, EMAIL: 0, held: { frequency_cap: 1 }, skipped: {} },
      doubleTouches: 2,
    });
    expect(figures.examples[0]).toMatchObject({ leadId: sampleLeadId, messages: 1 });
  });
});

describe('a lead as it was', () => {
  const members = [{ id: 'u1', name: 'Jo', email: 'jo@bell.example' }];

  it('is today’s with the later events undone, the last one first', () => {
    const today = {
      'lead.status': 'WON',
      'lead.tagIds': ['t2'],
      'lead.assignedToId': 'u9',
      'messages.replies': 2,
    };
    const later = [
      happened(9, 'LEAD_STATUS_CHANGED', { 'event.from': 'NEW', 'event.to': 'QUALIFIED' }),
      happened(8, 'LEAD_STATUS_CHANGED', { 'event.from': 'QUALIFIED', 'event.to': 'WON' }),
      happened(7, 'TAG_REMOVED', { 'event.tagId': 't1' }),
      happened(6, 'TAG_ADDED', { 'event.tagId': 't2' }),
      happened(5, 'LEAD_ASSIGNED', { 'event.fromUserId': 'u1', 'event.toUserId': 'u9' }),
      happened(4, 'MESSAGE_RECEIVED', {}),
    ];
    expect(rewind(today, later, members)).toEqual({
      'lead.status': 'NEW',
      'lead.tagIds': ['t1'],
      'lead.assignedToId': 'u1',
      'agent.name': 'Jo',
      'agent.email': 'jo@bell.example',
      'messages.replies': 1,
    });
    expect(today['lead.status']).toBe('WON');
  });

  it('is today’s without any', () => {
    for (const trigger of EVENT_TRIGGERS)
      expect(rewind({}, [happened(1, trigger, {})], members)).toBeDefined();
    expect(rewind({ 'lead.status': 'NEW' }, [], members)).toEqual({ 'lead.status': 'NEW' });
  });
});

describe('who may enter again', () => {
  const run = { startAt: ago(48), endAt: ago(40) };
  it.each<[Reentry, typeof run | { startAt: Date; endAt: null } | undefined, boolean]>([
    [{ mode: 'never' }, undefined, true],
    [{ mode: 'never' }, run, false],
    [{ mode: 'after_leaving' }, run, true],
    [{ mode: 'after_leaving' }, { ...run, endAt: null }, false],
    [{ mode: 'always' }, { ...run, endAt: null }, true],
    [{ mode: 'every_days', days: 2 }, run, true],
    [{ mode: 'every_days', days: 3 }, run, false],
    [{ mode: 'every_days', days: 1 }, { ...run, endAt: null }, false],
  ])('%j after %j: %s', (reentry, last, may) => {
    expect(mayEnter(reentry, last, to)).toBe(may);
  });
});
