import type { WorkflowNode } from '../definition/definition.types';
import type { LibraryEntry } from './library.types';

const letters = [
  {
    id: 'welcome',
    waitDays: 2,
    subject: 'Your home search in {{lead.city | default: "your area"}}',
    body: '<p>Hi {{lead.firstName | default: "there"}},</p><p>welcome! Tell me the three things your next home must have, and I will look for them from today.</p>',
  },
  {
    id: 'financing',
    waitDays: 4,
    subject: 'What a pre-approval does for you',
    body: '<p>Hi {{lead.firstName | default: "there"}},</p><p>sellers take an offer with a pre-approval more seriously. Shall I name you two lenders to talk to?</p>',
  },
  {
    id: 'showing',
    waitDays: 8,
    subject: 'Shall we look at a few homes?',
    body: '<p>Hi {{lead.firstName | default: "there"}},</p><p>seeing three homes tells you more than thirty listings. Which day suits you?</p>',
  },
  {
    id: 'costs',
    waitDays: 8,
    subject: 'What buying costs besides the price',
    body: '<p>Hi {{lead.firstName | default: "there"}},</p><p>closing costs, inspection, insurance: here is what to plan for, so that nothing surprises you.</p>',
  },
  {
    id: 'check_in',
    waitDays: 8,
    subject: 'Still looking, {{lead.firstName | default: "or have you found it"}}?',
    body: '<p>Hi {{lead.firstName | default: "there"}},</p><p>how is your search going? A one-line answer is enough, and I will adapt what I send you.</p>',
  },
] as const;

/** Each letter goes out in the morning of a working day, and is followed by its wait. */
function letterSteps(): Record<string, WorkflowNode> {
  return Object.fromEntries(
    letters.flatMap(({ id, subject, body, waitDays }, index): [string, WorkflowNode][] => [
      [`${id}_at`, { kind: 'WAIT_UNTIL', time: '09:30', weekdays: [1, 2, 3, 4, 5], zone: 'lead', next: id }],
      [id, { kind: 'SEND_EMAIL', subject, body, next: `${id}_wait` }],
      [
        `${id}_wait`,
        {
          kind: 'WAIT_FOR',
          duration: { amount: waitDays, unit: 'days' },
          next: index + 1 < letters.length ? `${letters[index + 1]!.id}_at` : 'warm',
        },
      ],
    ]),
  );
}

export const newBuyerNurture: LibraryEntry = {
  key: 'new-buyer-nurture',
  name: 'New buyer, 30 days',
  description:
    'Five letters over a month to somebody who begins to look for a home; ends with the first answer or booking, and tells the owner who has been reading.',
  tags: ['Buyer'],
  build: (tag) => ({
    trigger: { type: 'TAG_ADDED', tagIds: [tag('Buyer')] },
    entry: {
      all: [
        { fact: 'lead.email', op: 'exists' },
        { fact: 'lead.status', op: 'not_in', value: ['WON', 'LOST'] },
      ],
    },
    reentry: { mode: 'every_days', days: 180 },
    exit: ['reply', 'booking', 'stage_change', 'unsubscribed'],
    start: `${letters[0].id}_at`,
    nodes: {
      ...letterSteps(),
      warm: {
        kind: 'BRANCH',
        name: 'Has been reading?',
        if: {
          any: [
            { fact: 'messages.lastClickedAt', op: 'in_last_days', value: 30 },
            { fact: 'messages.lastOpenedAt', op: 'in_last_days', value: 14 },
          ],
        },
        yes: 'call',
        no: 'end',
      },
      call: {
        kind: 'CREATE_TASK',
        title: 'Call {{lead.name}}: has been reading for a month',
        dueIn: { amount: 1, unit: 'days' },
        priority: 'HIGH',
        assignTo: 'owner',
        next: 'reading',
      },
      reading: { kind: 'GOAL', name: 'Engaged after 30 days' },
      end: { kind: 'END' },
    },
  }),
};
