import type { LibraryEntry } from './library.types';

export const pastClientAnniversary: LibraryEntry = {
  key: 'past-client-anniversary',
  name: 'Past-client anniversary',
  description:
    'Every year on the day of the closing (custom field `closing_date`): a greeting, and a task to call a week later.',
  tags: [],
  build: () => ({
    trigger: { type: 'DATE_FIELD', field: 'custom.closing_date', offsetDays: 0, at: '09:00', yearly: true },
    entry: { fact: 'lead.status', op: 'eq', value: 'WON' },
    reentry: { mode: 'every_days', days: 300 },
    exit: ['unsubscribed'],
    start: 'greeting',
    nodes: {
      greeting: {
        kind: 'SEND_EMAIL',
        subject: 'Happy home anniversary, {{lead.firstName | default: "neighbor"}}!',
        body: '<p>Hi {{lead.firstName | default: "there"}},</p><p>another year in your home! If you ever wonder what it is worth today, I will gladly look it up for you.</p><p>{{agent.name | default: "Your team"}}, {{team.name}}</p>',
        next: 'week',
      },
      week: { kind: 'WAIT_FOR', duration: { amount: 1, unit: 'weeks' }, next: 'call' },
      call: {
        kind: 'CREATE_TASK',
        title: 'Call {{lead.name}}: home anniversary',
        description: 'Ask how they are, and whom they know that wants to move.',
        dueIn: { amount: 2, unit: 'days' },
        assignTo: 'owner',
        next: 'end',
      },
      end: { kind: 'END' },
    },
  }),
};
