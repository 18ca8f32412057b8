import { share } from './compared';
import type { MessageFigures } from './message-tallies.repository';

/** Of the messages that were sent (accepted by the provider) in a period: what became of them since. */
export interface Outreach extends MessageFigures {
  /** Of what was sent, 0 to 1; null without any. */
  deliveryRate: number | null;
  bounceRate: number | null;
  /** Of what was delivered. */
  openRate: number | null;
  clickRate: number | null;
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

export function addedUp(rows: readonly MessageFigures[]): MessageFigures {
  const total = { ...nothing };
  for (const row of rows)
    for (const name of Object.keys(nothing) as (keyof MessageFigures)[]) total[name] += row[name];
  return total;
}

export function outreachOf(figures: MessageFigures): Outreach {
  const { sent, delivered, opened, clicked, replied, bounced, unsubscribed } = figures;
  return {
    ...figures,
    deliveryRate: share(delivered, sent),
    bounceRate: share(bounced, sent),
    openRate: share(opened, delivered),
    clickRate: share(clicked, delivered),
    replyRate: share(replied, delivered),
    unsubscribeRate: share(unsubscribed, delivered),
  };
}
