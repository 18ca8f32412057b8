import { completeRule, type Rule, type RuleInput, type Scheme } from './rule';

/** What people write when they want to move within three months. */
export const soonTimelines: readonly string[] = [
  'asap',
  'immediately',
  'now',
  'within 30 days',
  '0-3 months',
  '1-3 months',
  'within 3 months',
];
const later = ['3-6 months', 'within 6 months'];

const fit: RuleInput[] = [
  condition('budget-stated', 'A budget or deal value is known', 8, { field: 'value', op: 'present' }),
  condition('budget-solid', 'The budget is 250,000 or more', 6, {
    field: 'value',
    op: 'atLeast',
    value: 250_000,
  }),
  condition('timeline-soon', 'Wants to move within three months', 12, {
    field: 'custom.timeline',
    op: 'oneOf',
    values: [...soonTimelines],
  }),
  condition('timeline-later', 'Wants to move within six months', 6, {
    field: 'custom.timeline',
    op: 'oneOf',
    values: later,
  }),
  condition('pre-approved', 'Financing is pre-approved', 10, {
    field: 'custom.pre_approved',
    op: 'oneOf',
    values: ['true', 'yes', 'y', '1'],
  }),
  condition('source-warm', 'Came by referral, open house or as a past client', 10, {
    field: 'source',
    op: 'oneOf',
    values: ['referral', 'past client', 'open house', 'sphere'],
  }),
  condition('source-own', 'Came through the own website', 4, {
    field: 'source',
    op: 'oneOf',
    values: ['website', 'landing page'],
  }),
  condition('phone-known', 'A phone number is known', 5, { field: 'phone', op: 'present' }),
  condition('email-known', 'An email address is known', 3, { field: 'email', op: 'present' }),
];

const engagement: RuleInput[] = [
  signal('email-opened', 'Opened an email (a person, not a machine)', 'engagement', 'message.opened', 2, 14, {
    capGroup: 'opens',
  }),
  signal('link-clicked', 'Clicked a link in a message', 'engagement', 'message.clicked', 5, 21, {
    capGroup: 'clicks',
  }),
  signal('replied', 'Replied to a message', 'engagement', 'message.replied', 12, 30, { capGroup: 'replies' }),
  signal('appointment-booked', 'Booked an appointment', 'engagement', 'appointment.created', 15, 30, {
    capGroup: 'appointments',
  }),
  signal('appointment-kept', 'Kept an appointment', 'engagement', 'appointment.completed', 20, 45, {
    capGroup: 'appointments',
  }),
  signal('appointment-missed', 'Missed an appointment', 'engagement', 'appointment.no_show', -10, 30),
  signal('message-bounced', 'A message could not be delivered', 'engagement', 'message.bounced', -8, 60, {
    once: true,
  }),
  signal(
    'unsubscribed',
    'Wants no more messages on a channel',
    'engagement',
    'lead.unsubscribed',
    -20,
    null,
    { once: true },
  ),
  {
    ...condition('silent', 'Silent for 30 days', -10, { field: 'daysQuiet', op: 'atLeast', value: 30 }),
    kind: 'engagement',
  },
];

// After the fixed behaviours of kvCORE: five visits in a week, five views in a day, ten in a week, a favourite, a return.
const behaviour: RuleInput[] = [
  signal('page-viewed', 'Viewed a page', 'behaviour', 'page.viewed', 1, 7, { capGroup: 'views' }),
  signal('property-viewed', 'Viewed a property', 'behaviour', 'property.viewed', 2, 14, {
    capGroup: 'views',
  }),
  signal('property-spree', 'Viewed five properties in a day', 'behaviour', 'property.viewed', 6, 7, {
    withinDays: 1,
    minTimes: 5,
    once: true,
  }),
  signal('property-week', 'Viewed ten properties in a week', 'behaviour', 'property.viewed', 6, 14, {
    withinDays: 7,
    minTimes: 10,
    once: true,
  }),
  signal('property-saved', 'Saved a property', 'behaviour', 'property.saved', 6, 21, { capGroup: 'intent' }),
  signal('search-saved', 'Saved a search', 'behaviour', 'search.saved', 6, 30, { capGroup: 'intent' }),
  signal('showing-requested', 'Asked for a showing', 'behaviour', 'showing.requested', 18, 21, {
    capGroup: 'intent',
  }),
  signal('valuation-requested', 'Asked what a home is worth', 'behaviour', 'valuation.requested', 14, 30, {
    capGroup: 'intent',
  }),
  signal('form-submitted', 'Sent a form', 'behaviour', 'form.submitted', 8, 30, { capGroup: 'intent' }),
];

/** Part of every scheme: without them what a person says would be without effect. */
export const personalRules: readonly Rule[] = [
  signal('adjustment', 'Adjusted by hand', 'manual', 'adjustment', 1, null),
  signal('score-stated', 'Written on the lead or imported', 'manual', 'score.stated', 1, 90),
].map(completeRule);

/** What a team starts with. */
export const defaultScheme: Scheme = {
  rules: [...[...fit, ...engagement, ...behaviour].map(completeRule), ...personalRules],
  caps: {
    opens: { max: 10, min: 0 },
    clicks: { max: 20, min: 0 },
    replies: { max: 30, min: 0 },
    appointments: { max: 40, min: 0 },
    views: { max: 15, min: 0 },
    intent: { max: 35, min: 0 },
  },
  bands: [
    { name: 'A', from: 70 },
    { name: 'B', from: 50 },
    { name: 'C', from: 30 },
    { name: 'D', from: 15 },
    { name: 'E', from: 0 },
  ],
  margin: 4,
};

function condition(
  key: string,
  name: string,
  points: number,
  when: NonNullable<RuleInput['condition']>,
): RuleInput {
  return { key, name, kind: 'fit', points, condition: when };
}

function signal(
  key: string,
  name: string,
  kind: RuleInput['kind'],
  type: string,
  points: number,
  halfLifeDays: number | null,
  more: Pick<RuleInput, 'capGroup' | 'withinDays' | 'minTimes' | 'once'> = {},
): RuleInput {
  return { key, name, kind, signal: type, points, halfLifeDays, ...more };
}
