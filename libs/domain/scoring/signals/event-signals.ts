/** What an event means for scores. Without a `signal` it only asks for rescoring: a fact about the lead has changed. */
export interface EventMeaning {
  /** Type of the evidence; see `signal` of a rule. */
  signal?: string;
  /** A property of the payload that, when true, makes it no evidence. */
  unless?: string;
}

const evidence = (signal: string): EventMeaning => ({ signal });
const factChanged: EventMeaning = {};

/** By name of event. Each payload has a `leadId`, and `at` where the event was not published at the moment it happened. */
export const eventMeanings: Readonly<Record<string, EventMeaning>> = {
  // Opens by machines (mail privacy proxies, link scanners) are not published as message.opened.
  'message.opened': evidence('message.opened'),
  'message.clicked': evidence('message.clicked'),
  'message.replied': evidence('message.replied'),
  'message.bounced': evidence('message.bounced'),
  'appointment.created': evidence('appointment.created'),
  'appointment.completed': evidence('appointment.completed'),
  'appointment.cancelled': evidence('appointment.cancelled'),
  // An appointment without an outcome is only suspected to have been missed.
  'appointment.no_show': { signal: 'appointment.no_show', unless: 'suspected' },
  'lead.unsubscribed': evidence('lead.unsubscribed'),
  'lead.created': factChanged,
  'lead.updated': factChanged,
  'lead.status_changed': factChanged,
  'lead.tag_added': factChanged,
  'lead.tag_removed': factChanged,
};

/** What websites and portals may post. Others are called custom.<word>. */
export const clientSignals = [
  'page.viewed',
  'property.viewed',
  'property.saved',
  'property.shared',
  'search.performed',
  'search.saved',
  'showing.requested',
  'valuation.requested',
  'form.submitted',
  'open_house.visited',
] as const;

export const clientSignalPattern = new RegExp(
  `^(${clientSignals.map((type) => type.replace('.', '[.]')).join('|')}|custom[.][a-z0-9_]{1,40})$`,
);

/** What a rule may give points for. */
export function isSignal(type: string): boolean {
  return clientSignalPattern.test(type) || Object.values(eventMeanings).some(({ signal }) => signal === type);
}
