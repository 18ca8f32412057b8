import type { PlannedSend, SendForecast } from '@domain/messaging';
import type { Facts } from '@domain/conditions';
import { NODE_KINDS, type Definition, type WorkflowNode } from '../definition/definition.types';
import { LIBRARY } from '../library/library';
import { sampleFacts } from './sample-lead';
import { simulate } from './simulate';
import { SIMULATED } from './simulated-steps';
import type { LeadEvent, SimulationInput } from './simulation.types';

const startAt = new Date('2027-03-12T15:00:00Z');
const minutes = (count: number) => new Date(startAt.getTime() + count * 60_000);
const days = (count: number) => minutes(count * 1_440);
const team = { 'team.name': 'Bell Realty', 'team.timezone': 'America/Chicago' };
const members = [
  { id: 'u1', name: 'Jo Bell', email: 'jo@bell.example' },
  { id: 'u2', name: 'Al Reed', email: 'al@bell.example' },
];
const sends = ({ dueAt }: PlannedSend): SendForecast => ({
  outcome: 'sends',
  at: dueAt,
  reason: 'allowed',
  verdicts: [],
});
const end: WorkflowNode = { kind: 'END' };
const define = (nodes: Record<string, WorkflowNode>, more: Partial<Definition> = {}): Definition => ({
  trigger: { type: 'MANUAL' },
  reentry: { mode: 'never' },
  exit: [],
  start: Object.keys(nodes)[0]!,
  nodes: { ...nodes, end },
  ...more,
});
const run = (definition: Definition, more: Partial<SimulationInput> = {}, facts: Facts = {}) =>
  simulate({
    ...{
      definition,
      leadId: 'lead',
      seed: 's',
      startAt,
      until: days(800),
      events: [],
      members,
      forecast: sends,
    },
    facts: { ...sampleFacts(team, startAt), ...facts },
    ...more,
  });
const event = (at: Date, trigger: LeadEvent['trigger'], more: Partial<LeadEvent> = {}): LeadEvent => ({
  ...{ at, trigger, exit: null, facts: {} },
  ...more,
});
const way = ({ steps }: { steps: { nodeId: string }[] }) => steps.map(({ nodeId }) => nodeId);

describe('a run on a virtual clock', () => {
  it('goes step by step, from wait to wait', () => {
    const definition = define({
      hello: { kind: 'SEND_SMS', body: 'Hi {{lead.firstName}}', next: 'pause' },
      pause: { kind: 'WAIT_FOR', duration: { amount: 2, unit: 'days' }, next: 'morning' },
      morning: { kind: 'WAIT_UNTIL', time: '09:30', weekdays: [1], zone: 'lead', next: 'call' },
      call: {
        kind: 'CREATE_TASK',
        title: 'Call',
        dueIn: { amount: 1, unit: 'hours' },
        next: 'end',
      },
    });
    const { steps, messages, state, reason, endAt } = run(definition);
    expect(steps.map(({ at, nodeId }) => [at.toISOString(), nodeId])).toEqual([
      ['2027-03-12T15:00:00.000Z', 'hello'],
      ['2027-03-12T15:00:00.000Z', 'pause'],
      ['2027-03-14T15:00:00.000Z', 'morning'],
      // Clocks went forward on the Sunday between: half past nine in Chicago is an hour earlier in UTC.
      ['2027-03-15T14:30:00.000Z', 'call'],
      ['2027-03-15T14:30:00.000Z', 'end'],
    ]);
    expect(messages).toMatchObject([
      { body: 'Hi Maria', to: '+15125550142', missingFields: [], dueAt: startAt },
    ]);
    expect({ state, reason, endAt }).toEqual({
      state: 'completed',
      reason: 'end',
      endAt: new Date('2027-03-15T14:30:00Z'),
    });
  });

  const waiting = define(
    {
      wait: {
        kind: 'WAIT_FOR_EVENT',
        event: { type: 'MESSAGE_RECEIVED', channels: ['SMS'] },
        within: { amount: 3, unit: 'days' },
        next: 'yes',
        timeout: 'no',
      },
      yes: { kind: 'GOAL', name: 'Answered' },
      no: { kind: 'GOAL', name: 'Silent' },
    },
    { exit: ['unsubscribed'] },
  );
  const sms = { facts: { 'event.channel': 'SMS' } };

  it('takes the way of what it waits for, or of the time that has passed', () => {
    expect(run(waiting)).toMatchObject({
      endAt: days(3),
      steps: [{ detail: { timedOut: true } }, { nodeId: 'no' }],
    });
    const events = [
      event(days(1), 'TAG_ADDED'),
      event(days(1.5), 'MESSAGE_RECEIVED', { facts: { 'event.channel': 'EMAIL' } }),
      event(days(2), 'MESSAGE_RECEIVED', sms),
    ];
    expect(run(waiting, { events })).toMatchObject({
      endAt: days(2),
      steps: [{ detail: { timedOut: false } }, { nodeId: 'yes' }],
    });
    expect(run(waiting, { events: [event(days(4), 'MESSAGE_RECEIVED', sms)] })).toMatchObject({
      endAt: days(3),
    });
    expect(run(waiting, { events: [event(startAt, 'MESSAGE_RECEIVED', sms)] })).toMatchObject({
      endAt: days(3),
    });
  });

  it('ends by its exit rules, and takes back what had not left', () => {
    const definition = define(
      {
        one: { kind: 'SEND_SMS', body: 'One', next: 'two' },
        two: { kind: 'SEND_EMAIL', subject: 'Two', body: '<p>Two</p>', next: 'pause' },
        pause: { kind: 'WAIT_FOR', duration: { amount: 2, unit: 'days' }, next: 'end' },
      },
      { exit: ['reply'] },
    );
    const held = (planned: PlannedSend): SendForecast =>
      planned.channel === 'SMS' ? { ...sends(planned), at: days(1) } : sends(planned);
    const events = [
      event(days(0.1), null, { exit: 'booking' }),
      event(days(0.5), 'MESSAGE_RECEIVED', { exit: 'reply' }),
    ];
    expect(run(definition, { events, forecast: held })).toMatchObject({
      state: 'exited',
      reason: 'reply',
      endAt: days(0.5),
      messages: [{ withdrawn: true }, { withdrawn: false }],
    });
  });

  it('sees what its own steps and the events have changed', () => {
    const branch = (fact: string, value: string | number, yes: string): WorkflowNode => ({
      kind: 'BRANCH',
      if: { fact, op: Array.isArray(value) ? 'in' : fact === 'lead.tagIds' ? 'has' : 'eq', value },
      yes,
      no: 'end',
    });
    const definition = define({
      tag: { kind: 'ADD_TAG', tagId: 't1', next: 'tagged' },
      tagged: branch('lead.tagIds', 't1', 'field'),
      field: { kind: 'SET_FIELD', field: 'custom.budget', value: 5, next: 'set' },
      set: branch('lead.custom.budget', 5, 'owner'),
      owner: { kind: 'ASSIGN', to: { roundRobin: ['u2'] }, next: 'text' },
      text: { kind: 'SEND_SMS', body: '{{agent.name}}', next: 'pause' },
      pause: { kind: 'WAIT_FOR', duration: { amount: 1, unit: 'days' }, next: 'sent' },
      sent: branch('messages.textsSent', 1, 'status'),
      status: branch('lead.status', 'QUALIFIED', 'goal'),
      goal: { kind: 'GOAL', name: 'All seen' },
    });
    const events = [event(days(0.5), 'LEAD_STATUS_CHANGED', { facts: { 'event.to': 'QUALIFIED' } })];
    const outcome = run(definition, { events });
    expect(outcome).toMatchObject({ reason: 'goal', messages: [{ body: 'Al Reed' }] });
  });

  it('waits for the end of quiet hours, and tells of fields that are missing', () => {
    const definition = define(
      { text: { kind: 'SEND_SMS', body: 'In {{lead.city}}', next: 'end' } },
      { quietHours: { from: '08:00', to: '11:00' } },
    );
    expect(run(definition, {}, { 'lead.city': null }).messages).toMatchObject([
      { at: startAt, dueAt: new Date('2027-03-12T17:00:00Z'), missingFields: ['lead.city'], body: '' },
    ]);
    expect(run(definition, {}, { 'lead.phone': null })).toMatchObject({
      messages: [],
      steps: [{ outcome: 'skipped', detail: { reason: 'no_address' } }, {}],
    });
  });

  it('takes the arm that its seed says, each as often as its weight', () => {
    const definition = define({
      split: {
        kind: 'RANDOM_SPLIT',
        arms: [
          { name: 'A', weight: 80, next: 'end' },
          { name: 'B', weight: 20, next: 'end' },
        ],
      },
    });
    const arms = Array.from(
      { length: 500 },
      (_, n) => (run(definition, { seed: `s${n}` }).steps[0]!.detail as { arm: string }).arm,
    );
    expect(arms.filter((arm) => arm === 'A').length / 500).toBeCloseTo(0.8, 1);
    expect(run(definition).steps).toEqual(run(definition).steps);
  });

  it('does not go on for ever', () => {
    const definition = define({
      pause: { kind: 'WAIT_FOR', duration: { amount: 1, unit: 'hours' }, next: 'again' },
      again: { kind: 'BRANCH', if: { all: [] }, yes: 'pause', no: 'end' },
    });
    expect(run(definition)).toMatchObject({ state: 'cut_off', reason: 'too_many_steps' });
    expect(run(definition, { until: days(2) })).toMatchObject({
      state: 'waiting',
      reason: 'horizon',
      endAt: null,
    });
  });

  it('Dittofeed: a node type that is not implemented ends a journey; here every kind has a step', () => {
    expect(Object.keys(SIMULATED).sort()).toEqual([...NODE_KINDS].sort());
  });

  it.each(LIBRARY.map((entry) => [entry.key, entry] as const))('runs %s to its end', (_key, { build }) => {
    const outcome = run(build((tag) => tag));
    expect(['completed', 'exited']).toContain(outcome.state);
    expect(outcome.messages.length).toBeGreaterThan(0);
    expect(outcome.messages.flatMap(({ missingFields }) => missingFields)).toEqual([]);
  });

  it('texts a new lead within a minute, and hands over after five', () => {
    const speed = LIBRARY[0]!.build((tag) => tag);
    const silent = run(speed);
    expect(silent.messages).toMatchObject([{ channel: 'SMS', dueAt: startAt }]);
    expect(way(silent)).toEqual([
      'owner',
      'has_phone',
      'text',
      'call',
      'acted',
      'hand_over',
      'alarm',
      'second_call',
      'end',
    ]);
    expect(silent.endAt).toEqual(minutes(5));
    const acted = run(speed, {
      events: [event(minutes(3), 'LEAD_STATUS_CHANGED', { exit: 'stage_change' })],
    });
    expect(way(acted).slice(-2)).toEqual(['acted', 'contacted']);
  });
});
