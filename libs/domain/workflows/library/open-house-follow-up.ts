import type { LibraryEntry } from './library.types';

export const openHouseFollowUp: LibraryEntry = {
  key: 'open-house-follow-up',
  name: 'Open-house follow-up',
  description:
    'Thanks the same evening, a text two days later, and a call task for those who have not answered.',
  tags: ['Open house'],
  build: (tag) => ({
    trigger: { type: 'TAG_ADDED', tagIds: [tag('Open house')] },
    reentry: { mode: 'after_leaving' },
    exit: ['booking', 'unsubscribed'],
    quietHours: { from: '20:30', to: '08:30' },
    start: 'evening',
    nodes: {
      evening: { kind: 'WAIT_UNTIL', time: '18:00', zone: 'lead', next: 'thanks' },
      thanks: {
        kind: 'SEND_EMAIL',
        subject: 'Thanks for visiting us',
        body: '<p>Hi {{lead.firstName | default: "there"}},</p><p>it was good to meet you at our open house. What did you like about the home, and what was missing? Just reply to this email.</p><p>{{agent.name | default: "Your team"}}, {{team.name}}</p>',
        next: 'first_answer',
      },
      first_answer: {
        kind: 'WAIT_FOR_EVENT',
        event: { type: 'MESSAGE_RECEIVED' },
        within: { amount: 2, unit: 'days' },
        next: 'answered',
        timeout: 'text',
      },
      text: {
        kind: 'SEND_SMS',
        body: 'Hi {{lead.firstName | default: "there"}}, {{agent.name | default: "your agent"}} here. Would you like to see the home again, or a similar one this week?',
        next: 'second_answer',
      },
      second_answer: {
        kind: 'WAIT_FOR_EVENT',
        event: { type: 'MESSAGE_RECEIVED' },
        within: { amount: 1, unit: 'days' },
        next: 'answered',
        timeout: 'call',
      },
      call: {
        kind: 'CREATE_TASK',
        title: 'Call {{lead.name}} about the open house',
        dueIn: { amount: 1, unit: 'days' },
        priority: 'HIGH',
        assignTo: 'owner',
        next: 'end',
      },
      answered: { kind: 'GOAL', name: 'Answered' },
      end: { kind: 'END' },
    },
  }),
};
