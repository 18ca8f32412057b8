import type { LibraryEntry } from './library.types';

export const noReplyRevival: LibraryEntry = {
  key: 'no-reply-revival',
  name: 'No-reply revival',
  description:
    'Three weeks of silence: one short question by email or text (half and half), then a last one; whoever stays silent is marked cold.',
  tags: ['Cold'],
  build: (tag) => ({
    trigger: { type: 'NO_REPLY_FOR', days: 21 },
    entry: {
      all: [
        { fact: 'lead.status', op: 'in', value: ['NEW', 'CONTACTED', 'QUALIFIED'] },
        { not: { fact: 'lead.tagIds', op: 'has', value: tag('Cold') } },
      ],
    },
    reentry: { mode: 'every_days', days: 90 },
    exit: ['reply', 'booking', 'stage_change', 'unsubscribed'],
    start: 'morning',
    nodes: {
      morning: { kind: 'WAIT_UNTIL', time: '10:00', weekdays: [2, 3, 4], zone: 'lead', next: 'channel' },
      channel: {
        kind: 'RANDOM_SPLIT',
        arms: [
          { name: 'Email', weight: 50, next: 'email' },
          { name: 'Text', weight: 50, next: 'text' },
        ],
      },
      email: {
        kind: 'SEND_EMAIL',
        subject: 'Still looking, {{lead.firstName | default: "neighbor"}}?',
        body: '<p>Hi {{lead.firstName | default: "there"}},</p><p>are you still looking for a home in {{lead.city | default: "the area"}}?</p><p>{{agent.name | default: "Your team"}}</p>',
        next: 'week',
      },
      text: {
        kind: 'SEND_SMS',
        body: 'Hi {{lead.firstName | default: "there"}}, are you still looking for a home in {{lead.city | default: "the area"}}?',
        next: 'week',
      },
      week: { kind: 'WAIT_FOR', duration: { amount: 7, unit: 'days' }, next: 'last' },
      last: {
        kind: 'SEND_EMAIL',
        subject: 'Shall I close your file?',
        body: '<p>Hi {{lead.firstName | default: "there"}},</p><p>I have not heard from you and do not want to be a bother. Shall I close your file? One word is enough.</p>',
        next: 'last_week',
      },
      last_week: { kind: 'WAIT_FOR', duration: { amount: 7, unit: 'days' }, next: 'cold' },
      cold: { kind: 'ADD_TAG', tagId: tag('Cold'), next: 'end' },
      end: { kind: 'END' },
    },
  }),
};
