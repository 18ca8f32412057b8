import { definitionProblems } from './definition-problems';
import type { Definition, WorkflowNode } from './definition.types';
import { NODE_KINDS, TRIGGER_TYPES } from './definition.types';
import { definitionSchema } from './schema/definition-schema';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const end = { kind: 'END' };

/** A workflow whose only step besides the end is `step`. */
const withStep = (step: object): object => ({
  trigger: { type: 'MANUAL' },
  reentry: { mode: 'never' },
  exit: [],
  start: 'step',
  nodes: { step, end },
});
const base = withStep({ kind: 'ADD_TAG', tagId: id, next: 'end' });
const withTrigger = (trigger: object) => ({ ...base, trigger });
const found = (definition: unknown) =>
  definitionProblems(definition, id).problems.map(({ path, code }) => `${code} ${path}`);

describe('a definition is checked against the schema', () => {
  const cases: [string, unknown, string][] = [
    ['nothing', null, 'wrong_type '],
    ['an unknown property', { ...base, color: 'red' }, 'unknown_property /color'],
    ['a missing one', { ...base, exit: undefined }, 'required /exit'],
    ['a trigger nobody knows', withTrigger({ type: 'FULL_MOON' }), 'not_allowed /trigger/type'],
    ['a trigger without a type', withTrigger({}), 'required /trigger/type'],
    ['a step nobody knows', withStep({ kind: 'RATE_LIMIT', next: 'end' }), 'not_allowed /nodes/step/kind'],
    ['a step without a way on', withStep({ kind: 'ADD_TAG', tagId: id }), 'required /nodes/step/next'],
    [
      'an id that is none',
      withStep({ kind: 'ADD_TAG', tagId: 'x', next: 'end' }),
      'wrong_format /nodes/step/tagId',
    ],
    ['a name no step may have', { ...base, nodes: { end, 'a b': end } }, 'wrong_format /nodes'],
    ['no steps', { ...base, nodes: {} }, 'too_few /nodes'],
    ['an empty line', withStep({ kind: 'GOAL', name: ' ' }), 'wrong_format /nodes/step/name'],
    [
      'a text too long',
      withStep({ kind: 'SEND_SMS', body: 'x'.repeat(1_601), next: 'end' }),
      'too_long /nodes/step/body',
    ],
    ['an exit rule twice', { ...base, exit: ['reply', 'reply'] }, 'not_unique /exit'],
    [
      'an hour that does not exist',
      { ...base, quietHours: { from: '24:30', to: '08:00' } },
      'wrong_format /quietHours/from',
    ],
    ['no days', { ...base, reentry: { mode: 'every_days', days: 0 } }, 'too_small /reentry/days'],
    [
      'a person nobody is',
      withStep({ kind: 'NOTIFY_USER', to: 'boss', title: 't', body: 'b', next: 'end' }),
      'not_allowed /nodes/step/to',
    ],
    [
      'an operator nobody knows',
      { ...base, entry: { all: [{ fact: 'lead.name', op: 'eval', value: '1' }] } },
      'not_allowed /entry/all/0/op',
    ],
    ['code in the place of a condition', { ...base, entry: 'lead.score > 70' }, 'wrong_type /entry'],
  ];
  it.each(cases)('%s', (_what, definition, problem) => {
    expect(found(definition)).toContain(problem);
  });

  it('at the place of the mistake and only there', () => {
    const entry = { all: [{ any: [{ not: { fact: 'lead.name', op: 'eq', value: 'x', more: 1 } }] }] };
    expect(found({ ...base, entry })).toEqual(['unknown_property /entry/all/0/any/0/not/more']);
  });

  it('without following conditions into the ground', () => {
    let entry: object = { fact: 'lead.name', op: 'exists' };
    for (let depth = 0; depth < 5_000; depth++) entry = { not: entry };
    expect(found({ ...base, entry })).toEqual(['too_deep ']);
  });

  it('knows a shape for every kind of step and every trigger', () => {
    const defs = definitionSchema['$defs'] as Record<
      string,
      { oneOf: { properties: Record<string, { const: string }> }[] }
    >;
    expect(defs['node']!.oneOf.map(({ properties }) => properties['kind']!.const).sort()).toEqual(
      [...NODE_KINDS].sort(),
    );
    expect(defs['trigger']!.oneOf.map(({ properties }) => properties['type']!.const).sort()).toEqual(
      [...TRIGGER_TYPES].sort(),
    );
  });
});

describe('beyond the schema, a definition', () => {
  const wait = (more: object) =>
    withStep({ kind: 'WAIT_FOR_EVENT', event: { type: 'MESSAGE_RECEIVED' }, next: 'end', ...more });
  const within = { amount: 1, unit: 'days' };
  const split = (first: object, second: object) =>
    withStep({
      kind: 'RANDOM_SPLIT',
      arms: [
        { name: 'A', weight: 50, next: 'end', ...first },
        { name: 'B', weight: 50, next: 'end', ...second },
      ],
    });
  const ring = (a: object, b: object) => ({
    ...base,
    start: 'a',
    nodes: { a: { ...a, next: 'b' }, b: { ...b, next: 'a' }, end },
  });
  const tag = { kind: 'ADD_TAG', tagId: id };
  const pause = { kind: 'WAIT_FOR', duration: within };
  const clock = { type: 'TIME_BASED', cron: '0 9 * * 1', zone: 'America/Chicago', filter: {} };

  const cases: [string, unknown, string[]][] = [
    ['starts somewhere', { ...base, start: 'nowhere' }, ['start_missing /start']],
    [
      'starts at a step, not at what every object has',
      { ...base, start: 'constructor' },
      ['start_missing /start'],
    ],
    [
      'leads somewhere',
      withStep({ kind: 'ADD_TAG', tagId: id, next: 'nowhere' }),
      ['target_missing /nodes/step/next'],
    ],
    [
      'leads somewhere by every arm',
      split({}, { next: 'nowhere' }),
      ['target_missing /nodes/step/arms/1/next'],
    ],
    [
      'leads somewhere on a timeout',
      wait({ within, timeout: 'nowhere' }),
      ['target_missing /nodes/step/timeout'],
    ],
    [
      'has no step nobody comes to',
      { ...base, nodes: { step: { ...tag, next: 'end' }, end, lost: end } },
      ['unreachable_node /nodes/lost'],
    ],
    [
      'does not go round without a wait',
      {
        ...base,
        ...ring(tag, tag),
        nodes: { a: { kind: 'BRANCH', if: { all: [] }, yes: 'b', no: 'end' }, b: { ...tag, next: 'a' }, end },
      },
      ['cycle_without_wait /nodes/a'],
    ],
    [
      'may go round with one, if it can end',
      {
        ...base,
        start: 'a',
        nodes: {
          a: { ...pause, next: 'b' },
          b: { kind: 'BRANCH', if: { all: [] }, yes: 'a', no: 'end' },
          end,
        },
      },
      [],
    ],
    [
      'ends',
      { ...ring(pause, tag), nodes: { a: { ...pause, next: 'b' }, b: { ...tag, next: 'a' } } },
      ['never_ends /nodes/a'],
    ],
    [
      'does not wait for ever',
      wait({}),
      ['wait_never_ends /nodes/step/within', 'wait_never_ends /nodes/step/timeout'],
    ],
    [
      'does not wait for years',
      withStep({ kind: 'WAIT_FOR', duration: { amount: 105, unit: 'weeks' }, next: 'end' }),
      ['too_large /nodes/step/duration'],
    ],
    [
      'does not wait for what ends it',
      { ...wait({ within, timeout: 'end' }), exit: ['reply'] },
      ['exit_comes_first /nodes/step/event'],
    ],
    [
      'knows its zones',
      withStep({ kind: 'WAIT_UNTIL', time: '09:00', zone: 'Mars/Olympus', next: 'end' }),
      ['zone_unknown /nodes/step/zone'],
    ],
    ['splits the whole', split({}, { weight: 49 }), ['split_not_100 /nodes/step/arms']],
    ['names its arms apart', split({}, { name: 'A' }), ['not_unique /nodes/step/arms']],
    [
      'sets fields there are',
      withStep({ kind: 'SET_FIELD', field: 'password', value: 'x', next: 'end' }),
      ['field_unknown /nodes/step/field'],
    ],
    [
      'sets what a field can be',
      withStep({ kind: 'SET_FIELD', field: 'status', value: 'GONE', next: 'end' }),
      ['value_wrong_type /nodes/step/value'],
    ],
    [
      'does not enrol into itself',
      withStep({ kind: 'ENROL_IN_WORKFLOW', workflowId: id, next: 'end' }),
      ['enrols_itself /nodes/step/workflowId'],
    ],
    [
      'does not stop itself',
      withStep({ kind: 'STOP_WORKFLOW', workflowId: id, next: 'end' }),
      ['stops_itself /nodes/step/workflowId'],
    ],
    [
      'calls by https',
      withStep({ kind: 'WEBHOOK', url: 'http://example.com', next: 'end' }),
      ['url_not_https /nodes/step/url'],
    ],
    [
      'calls without a password in the address',
      withStep({ kind: 'WEBHOOK', url: 'https://a:b@example.com', next: 'end' }),
      ['url_not_https /nodes/step/url'],
    ],
    [
      'knows its merge fields',
      withStep({ kind: 'SEND_SMS', body: 'Hi {{lead.shoe}}', next: 'end' }),
      ['unknown_field /nodes/step/body'],
    ],
    [
      'has something to say',
      withStep({ kind: 'SEND_SMS', body: '\n', next: 'end' }),
      ['required /nodes/step/body'],
    ],
    [
      'knows them in tasks too',
      withStep({ kind: 'CREATE_TASK', title: '{{x}}', dueIn: within, next: 'end' }),
      ['unknown_field /nodes/step/title'],
    ],
    [
      'knows its facts',
      { ...base, entry: { fact: 'lead.shoe', op: 'exists' } },
      ['unknown_fact /entry/fact'],
    ],
    [
      'knows them in branches',
      withStep({ kind: 'BRANCH', if: { fact: 'event.to', op: 'exists' }, yes: 'end', no: 'end' }),
      ['unknown_fact /nodes/step/if/fact'],
    ],
    [
      'knows them in triggers',
      withTrigger({ type: 'LEAD_CREATED', where: { fact: 'event.to', op: 'exists' } }),
      ['unknown_fact /trigger/where/fact'],
    ],
    [
      'is not quiet all day',
      { ...base, quietHours: { from: '08:00', to: '08:00' } },
      ['quiet_all_day /quietHours/to'],
    ],
    ['reads its cron', withTrigger({ ...clock, cron: '0 9 * * 9' }), ['cron_invalid /trigger/cron']],
    [
      'has five fields of cron',
      withTrigger({ ...clock, cron: '* 0 9 * * 1' }),
      ['cron_invalid /trigger/cron'],
    ],
    [
      'does not run every minute',
      withTrigger({ ...clock, cron: '*/5 9 * * 1' }),
      ['cron_too_frequent /trigger/cron'],
    ],
    ['knows the zone of its cron', withTrigger({ ...clock, zone: 'CST6' }), ['zone_unknown /trigger/zone']],
    [
      'has dates there are',
      withTrigger({ type: 'DATE_FIELD', field: 'birthday', offsetDays: 0, at: '09:00' }),
      ['field_unknown /trigger/field'],
    ],
    [
      'makes leads of addresses only',
      withTrigger({
        type: 'INBOUND_WEBHOOK',
        match: { by: 'leadId', property: 'id' },
        create: { source: 'x' },
      }),
      ['create_needs_address /trigger/create'],
    ],
    ['is fine', base, []],
  ];
  it.each(cases)('%s', (_what, definition, problems) => {
    expect(found(definition)).toEqual(problems);
  });
});

describe('failures of others, impossible here', () => {
  const step = (node: WorkflowNode): Definition => withStep(node) as Definition;

  it('Typebot #1225, #1551: a wait is seconds inside a live session; here it may be weeks', () => {
    expect(found(step({ kind: 'WAIT_FOR', duration: { amount: 26, unit: 'weeks' }, next: 'end' }))).toEqual(
      [],
    );
  });

  it('Chatwoot fork #694: no trigger for "nothing happened"', () => {
    expect(found(withTrigger({ type: 'NO_REPLY_FOR', days: 7 }))).toEqual([]);
  });

  it('Twenty: a schedule runs in UTC; here a zone is asked for', () => {
    expect(found(withTrigger({ type: 'TIME_BASED', cron: '0 9 * * 1', filter: {} }))).toEqual([
      'required /trigger/zone',
    ]);
  });

  it('Follow Up Boss: date triggers start at 8 in the company’s zone; here the hour is stated, on the lead’s clock', () => {
    expect(found(withTrigger({ type: 'DATE_FIELD', field: 'custom.closing', offsetDays: -3 }))).toEqual([
      'required /trigger/at',
    ]);
  });

  it('Dittofeed: a node type exists that ends the journey as unimplemented; here it cannot be written', () => {
    expect(found(withStep({ kind: 'RATE_LIMIT', next: 'end' }))).toEqual(['not_allowed /nodes/step/kind']);
  });

  it('Dittofeed: whether one may enter again is guessed from a segment; here it is stated', () => {
    expect(found({ ...base, reentry: undefined })).toEqual(['required /reentry']);
  });

  it('Parcelvoy: a run ends on revisiting a step; here a circle with a wait and a way out is a definition', () => {
    const nodes = {
      wait: { kind: 'WAIT_FOR', duration: { amount: 1, unit: 'days' }, next: 'open' },
      open: { kind: 'BRANCH', if: { fact: 'tasks.open', op: 'gt', value: 0 }, yes: 'wait', no: 'end' },
      end,
    };
    expect(found({ ...base, start: 'wait', nodes })).toEqual([]);
  });
});
