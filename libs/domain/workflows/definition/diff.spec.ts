import { canonicalJson, checksumOf } from './canonical';
import type { Definition } from './definition.types';
import { diffDefinitions, isSameDefinition } from './diff';
import { mappingProblems, planMove, planMoves } from './plan-move';

const before: Definition = {
  trigger: { type: 'LEAD_CREATED' },
  reentry: { mode: 'never' },
  exit: ['reply'],
  start: 'hello',
  nodes: {
    hello: { kind: 'SEND_SMS', body: 'Hello', next: 'wait' },
    wait: { kind: 'WAIT_FOR', duration: { amount: 2, unit: 'days' }, next: 'ask' },
    ask: { kind: 'SEND_SMS', body: 'Still looking?', next: 'pause' },
    pause: { kind: 'WAIT_FOR', duration: { amount: 1, unit: 'days' }, next: 'end' },
    end: { kind: 'END' },
  },
};
const after: Definition = {
  trigger: { type: 'LEAD_CREATED', sources: ['website'] },
  reentry: { mode: 'never' },
  exit: ['reply'],
  start: 'hello',
  nodes: {
    hello: { kind: 'SEND_SMS', body: 'Hi!', next: 'letter' },
    letter: { kind: 'SEND_EMAIL', subject: 's', body: 'b', next: 'wait' },
    wait: { kind: 'WAIT_FOR', duration: { amount: 2, unit: 'days' }, next: 'split' },
    split: {
      kind: 'RANDOM_SPLIT',
      arms: [
        { name: 'A', weight: 60, next: 'pause' },
        { name: 'B', weight: 40, next: 'end' },
      ],
    },
    pause: { kind: 'WAIT_UNTIL', time: '09:00', zone: 'lead', next: 'end' },
    end: { kind: 'END' },
  },
};

describe('the difference of two definitions', () => {
  it('names settings, steps and ways', () => {
    const diff = diffDefinitions(before, after);
    expect(diff.settings).toEqual([
      {
        field: 'trigger',
        from: { type: 'LEAD_CREATED' },
        to: { type: 'LEAD_CREATED', sources: ['website'] },
      },
    ]);
    expect(diff.nodes.added).toEqual([
      { id: 'letter', kind: 'SEND_EMAIL' },
      { id: 'split', kind: 'RANDOM_SPLIT' },
    ]);
    expect(diff.nodes.removed).toEqual([{ id: 'ask', kind: 'SEND_SMS' }]);
    expect(diff.nodes.changed).toEqual([
      { id: 'hello', kind: 'SEND_SMS', fields: [{ field: 'body', from: 'Hello', to: 'Hi!' }] },
      {
        id: 'pause',
        kind: 'WAIT_UNTIL',
        fields: expect.arrayContaining([{ field: 'kind', from: 'WAIT_FOR', to: 'WAIT_UNTIL' }]),
      },
    ]);
    expect(diff.edges.added).toContainEqual({ from: 'split', edge: 'B', to: 'end' });
    expect(diff.edges.removed).toEqual([
      { from: 'hello', edge: 'next', to: 'wait' },
      { from: 'wait', edge: 'next', to: 'ask' },
      { from: 'ask', edge: 'next', to: 'pause' },
    ]);
  });

  it('is the mirror image the other way round', () => {
    const [there, back] = [diffDefinitions(before, after), diffDefinitions(after, before)];
    expect(back.nodes.added).toEqual(there.nodes.removed);
    expect(back.edges.removed).toEqual(there.edges.added);
  });

  it('does not see a mere change of place of an arm as a change of the step', () => {
    const split = after.nodes['split'] as { arms: { name: string; weight: number; next: string }[] };
    const moved: Definition = {
      ...after,
      nodes: {
        ...after.nodes,
        split: { kind: 'RANDOM_SPLIT', arms: split.arms.map((arm) => ({ ...arm, next: 'end' })) },
      },
    };
    const diff = diffDefinitions(after, moved);
    expect(diff.nodes.changed).toEqual([]);
    expect(diff.edges).toEqual({
      added: [{ from: 'split', edge: 'A', to: 'end' }],
      removed: [{ from: 'split', edge: 'A', to: 'pause' }],
    });
  });

  it('is nothing whatever the order of the keys, and so is the checksum', () => {
    const shuffled = {
      nodes: before.nodes,
      start: 'hello',
      exit: before.exit,
      reentry: before.reentry,
      trigger: before.trigger,
    };
    expect(isSameDefinition(before, shuffled)).toBe(true);
    expect(checksumOf(shuffled)).toBe(checksumOf(before));
    expect(checksumOf(after)).not.toBe(checksumOf(before));
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: undefined })).toBe('{"b":[{"c":2,"d":1}]}');
  });
});

describe('where a waiting lead goes on publish', () => {
  it('Follow Up Boss: edits apply at once and steps inserted earlier are skipped; here a lead goes on where it stands, at the same step', () => {
    expect(planMove(before, after, 'wait')).toEqual({ outcome: 'moves', to: 'wait' });
  });

  it('stays on its version where the author has not said where else', () => {
    expect(planMove(before, after, 'ask')).toEqual({ outcome: 'stays', because: 'step_gone' });
    expect(planMove(before, after, 'pause')).toEqual({ outcome: 'stays', because: 'kind_changed' });
    expect(planMove(before, after, 'constructor')).toEqual({ outcome: 'stays', because: 'step_gone' });
  });

  it('goes where the author says, or ends', () => {
    const mapping = { ask: 'letter', pause: null };
    expect(planMoves(before, after, mapping)).toEqual({
      hello: { outcome: 'moves', to: 'hello' },
      wait: { outcome: 'moves', to: 'wait' },
      ask: { outcome: 'moves', to: 'letter' },
      pause: { outcome: 'stops' },
      end: { outcome: 'moves', to: 'end' },
    });
  });

  it('by a mapping between steps there are', () => {
    expect(mappingProblems(before, after, { ask: 'letter', pause: null })).toEqual([]);
    expect(mappingProblems(before, after, { nowhere: 'letter', ask: 'nowhere' })).toMatchObject([
      { path: '/mapping/nowhere', code: 'source_missing' },
      { path: '/mapping/ask', code: 'target_missing' },
    ]);
  });
});
