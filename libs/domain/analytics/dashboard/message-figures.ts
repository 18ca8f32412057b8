import { share } from './compared';
import type { MessageFigures } from './message-tallies.repository';

/** Of the messages that were sent (accepted by the provider) in a period: what became of them since. */
export interface Outreach extends MessageFigures {
  /** Of what was sent, 0 to 1; null without any. */
  deliveryRate: number | null;
  bounceRate: number | null;
  /** Of the emails that were delivered: nobody is told when a text is opened. */
  openRate: number | null;
  clickRate: number | null;
  /** Of what was delivered. */
  replyRate: number | null;
  unsubscribeRate: number | null;
}

const nothing: MessageFigures = {
  sent: 0,
  delivered: 0,
  opened: 0,
  clicked: 0,
  replied: 0,
  bounced: 0,
  unsubscribed: 0,
  complained: 0,
  segments: 0,
};

export const ofChannel = <R extends { channel: string }>(rows: readonly R[], wanted: string): R[] =>
  rows.filter(({ channel }) => channel === wanted);

export function addedUp(rows: readonly MessageFigures[]): MessageFigures {
  const total = { ...nothing };
  for (const row of rows)
    for (const name of Object.keys(nothing) as (keyof MessageFigures)[]) total[name] += row[name];
  return total;
}

/** `emails`: those among them. */
export function outreachOf(figures: MessageFigures, emails: MessageFigures): Outreach {
  const { sent, delivered, replied, bounced, unsubscribed } = figures;
  return {
    ...figures,
    deliveryRate: share(delivered, sent),
    bounceRate: share(bounced, sent),
    openRate: share(emails.opened, emails.delivered),
    clickRate: share(emails.clicked, emails.delivered),
    replyRate: share(replied, delivered),
    unsubscribeRate: share(unsubscribed, delivered),
  };
}
