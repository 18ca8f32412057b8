import { CONSENTS, LEAD_STATUSES } from '@domain/leads';
import type { FactType } from './condition.types';

/** What an id in a value must belong to. */
export type Reference = 'tag' | 'user' | 'campaign' | 'workflow' | 'segment';

export interface FactDefinition {
  type: FactType;
  about: string;
  /** The only values there are. */
  options?: readonly string[];
  refers?: Reference;
}

const text = (about: string, more: Partial<FactDefinition> = {}): FactDefinition => ({
  type: 'text',
  about,
  ...more,
});
const number = (about: string): FactDefinition => ({ type: 'number', about });
const boolean = (about: string): FactDefinition => ({ type: 'boolean', about });
const instant = (about: string): FactDefinition => ({ type: 'instant', about });

/** What is known of any lead, at the moment it is asked. */
export const LEAD_FACTS = {
  'lead.name': text('Name'),
  'lead.firstName': text('First name'),
  'lead.lastName': text('Last name'),
  'lead.email': text('Email address'),
  'lead.phone': text('Telephone number, E.164'),
  'lead.company': text('Company'),
  'lead.position': text('Position'),
  'lead.city': text('City'),
  'lead.state': text('State, two letters'),
  'lead.status': text('Status', { options: LEAD_STATUSES }),
  'lead.stage': text('Stage'),
  'lead.source': text('Source'),
  'lead.value': number('Expected value of the deal'),
  'lead.score': number('Score'),
  'lead.assignedToId': text('Whom the lead belongs to', { refers: 'user' }),
  'lead.timezone': text('IANA zone'),
  'lead.emailConsent': text('Consent to email', { options: CONSENTS }),
  'lead.smsConsent': text('Consent to texts', { options: CONSENTS }),
  'lead.doNotEmail': boolean('Do not email'),
  'lead.doNotText': boolean('Do not text'),
  'lead.doNotCall': boolean('Do not call'),
  'lead.createdAt': instant('When the lead came in'),
  'lead.lastContactAt': instant('Last contact, either way'),
  'lead.tagIds': { type: 'texts', about: 'Tags', refers: 'tag' },
  'messages.emailsSent': number('Emails a provider has taken'),
  'messages.textsSent': number('Texts a provider has taken'),
  'messages.emailsOpened': number('Emails opened by a person; a mail proxy is none'),
  'messages.emailsClicked': number('Emails with a click'),
  'messages.replies': number('Messages the lead has written to us'),
  'messages.bounces': number('Emails that came back'),
  'messages.lastSentAt': instant('Last message a provider has taken'),
  'messages.lastOpenedAt': instant('Last opening of an email by a person'),
  'messages.lastClickedAt': instant('Last click'),
  'messages.lastReplyAt': instant('Last message from the lead'),
  'tasks.open': number('Open tasks about the lead'),
  'tasks.overdue': number('Open tasks past their time'),
  'score.engagement': number('Part of the score: what the lead does with our messages, 0 to 100'),
  'score.behaviour': number('Part of the score: views and visits, 0 to 100'),
  'score.profile': number('Part of the score: how well the lead fits, 0 to 100'),
  'score.band': text('Grade band of the score'),
  'appointments.upcoming': number('Appointments ahead that are not cancelled'),
  'appointments.completed': number('Appointments that took place'),
  'appointments.noShows': number('Appointments the lead missed'),
  'appointments.nextAt': instant('Start of the next appointment'),
  'appointments.lastCompletedAt': instant('Start of the last appointment that took place'),
  'appointments.lastNoShowAt': instant('Start of the last appointment the lead missed'),
} as const satisfies Record<string, FactDefinition>;
export type LeadFact = keyof typeof LEAD_FACTS;

/** Facts with something in their names: `lead.custom.budget`, `messages.openedOfLast.5`. */
export const FACT_PATTERNS = [
  {
    name: 'lead.custom.<key>',
    matches: /^lead\.custom\.[a-zA-Z0-9_]{1,40}$/,
    fact: { type: 'any', about: 'A custom field of the lead' },
  },
  {
    name: 'messages.openedOfLast.<n>',
    matches: /^messages\.openedOfLast\.([1-9]|[1-4]\d|50)$/,
    fact: number('Of the last n emails (1 to 50), those opened by a person; unknown while fewer were sent'),
  },
  {
    name: 'messages.clickedOfLast.<n>',
    matches: /^messages\.clickedOfLast\.([1-9]|[1-4]\d|50)$/,
    fact: number('Of the last n emails (1 to 50), those with a click; unknown while fewer were sent'),
  },
] as const satisfies { name: string; matches: RegExp; fact: FactDefinition }[];

/** The fact about a lead of that name; undefined when there is none. */
export function leadFactOf(name: string): FactDefinition | undefined {
  if (Object.hasOwn(LEAD_FACTS, name)) return LEAD_FACTS[name as LeadFact];
  return FACT_PATTERNS.find(({ matches }) => matches.test(name))?.fact;
}

const ofLast = /^messages\.(opened|clicked)OfLast\.(\d+)$/;

/** What `messages.openedOfLast.5` asks: which column of the last how many emails. */
export function lastEmailsOf(
  name: string,
): { column: 'opened_at' | 'clicked_at'; count: number } | undefined {
  const [, verb, count] = ofLast.exec(name) ?? [];
  return verb ? { column: verb === 'opened' ? 'opened_at' : 'clicked_at', count: Number(count) } : undefined;
}
