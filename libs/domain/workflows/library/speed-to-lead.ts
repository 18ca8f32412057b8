import type { LibraryEntry } from './library.types';

export const speedToLead: LibraryEntry = {
  key: 'speed-to-lead',
  name: 'Speed to lead',
  description:
    'A text within a minute of a new inquiry, a call task for the owner, and a round-robin hand-over when nobody has acted after five minutes.',
  tags: [],
  build: () => ({
    trigger: { type: 'LEAD_CREATED' },
    entry: {
      any: [
        { fact: 'lead.phone', op: 'exists' },
        { fact: 'lead.email', op: 'exists' },
      ],
    },
    reentry: { mode: 'never' },
    exit: ['booking', 'unsubscribed'],
    start: 'owner',
    nodes: {
      owner: {
        kind: 'ASSIGN',
        name: 'Give it to somebody',
        to: { roundRobin: [] },
        keepOwner: true,
        next: 'has_phone',
      },
      has_phone: {
        kind: 'BRANCH',
        name: 'May we text?',
        if: {
          all: [
            { fact: 'lead.phone', op: 'exists' },
            { fact: 'lead.smsConsent', op: 'eq', value: 'granted' },
          ],
        },
        yes: 'text',
        no: 'email',
      },
      text: {
        kind: 'SEND_SMS',
        body: 'Hi {{lead.firstName | default: "there"}}, this is {{agent.name | default: "the team"}} of {{team.name}}. Thanks for your inquiry! When is a good time for a quick call?',
        next: 'call',
      },
      email: {
        kind: 'SEND_EMAIL',
        subject: 'Thanks for your inquiry, {{lead.firstName | default: "and welcome"}}',
        body: '<p>Hi {{lead.firstName | default: "there"}},</p><p>thanks for reaching out to {{team.name}}. When is a good time for a quick call? Just reply to this email.</p><p>{{agent.name | default: "Your team"}}</p>',
        next: 'call',
      },
      call: {
        kind: 'CREATE_TASK',
        title: 'Call {{lead.name}} now',
        description: 'New inquiry from {{lead.source}}.',
        dueIn: { amount: 5, unit: 'minutes' },
        priority: 'URGENT',
        assignTo: 'owner',
        next: 'acted',
      },
      acted: {
        kind: 'WAIT_FOR_EVENT',
        name: 'Five minutes for somebody to act',
        event: { type: 'LEAD_STATUS_CHANGED' },
        within: { amount: 5, unit: 'minutes' },
        next: 'contacted',
        timeout: 'hand_over',
      },
      hand_over: { kind: 'ASSIGN', name: 'Hand over', to: { roundRobin: [] }, next: 'alarm' },
      alarm: {
        kind: 'NOTIFY_USER',
        to: 'owner',
        title: '{{lead.name}} is waiting',
        body: 'Nobody has acted on this inquiry for five minutes. It is yours now.',
        next: 'second_call',
      },
      second_call: {
        kind: 'CREATE_TASK',
        title: 'Call {{lead.name}}: handed over to you',
        dueIn: { amount: 10, unit: 'minutes' },
        priority: 'URGENT',
        assignTo: 'owner',
        next: 'end',
      },
      contacted: { kind: 'GOAL', name: 'Contacted within five minutes' },
      end: { kind: 'END' },
    },
  }),
};
