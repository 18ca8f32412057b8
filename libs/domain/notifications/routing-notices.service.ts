import { Injectable } from '@nestjs/common';
import { LeadOffered, leadOffered, Offers, SlaBreached, slaBreached } from '@domain/routing';
import type { SqlTx } from '@platform/database';
import { Events } from '@platform/events';
import type { TellRoutingPayload } from './notifications.jobs';
import { NoticeFactsRepository } from './notice-facts.repository';
import { Notifications } from './notifications.service';

/** Notices about leads on their way to somebody. */
@Injectable()
export class RoutingNotices {
  constructor(
    private readonly events: Events,
    private readonly offers: Offers,
    private readonly facts: NoticeFactsRepository,
    private readonly notifications: Notifications,
  ) {}

  /** Once per event and person; nothing of an offer that is over by now. */
  async tell(tx: SqlTx, { eventId }: TellRoutingPayload): Promise<void> {
    const [event] = await this.events.read(tx, [eventId]);
    if (event?.name === leadOffered.name) await this.offered(tx, event.payload as LeadOffered);
    if (event?.name === slaBreached.name) await this.breached(tx, eventId, event.payload as SlaBreached);
  }

  private async offered(tx: SqlTx, { leadId, offerIds }: LeadOffered): Promise<void> {
    const open = await this.offers.toTell(tx, leadId, offerIds);
    const title = 'A new lead is offered to you';
    await this.notifications.tell(
      tx,
      ...open.map(({ id, userId, expiresAt, url, about }) => ({
        ...{ userId, type: 'LEAD_OFFERED' as const, leadId, title, body: about },
        dedupeKey: `offer:${id}`,
        mail: {
          notAfter: expiresAt,
          paragraphs: [
            about,
            `The first who claims it has it. Claim it here:\n${url}`,
            'The link is yours alone.',
          ],
        },
      })),
    );
  }

  /** To whoever has the lead, and to those who answer for it. */
  private async breached(
    tx: SqlTx,
    eventId: string,
    { leadId, toUserId, minutes }: SlaBreached,
  ): Promise<void> {
    const { lead, user } = await this.facts.names(tx, { leadId, userId: toUserId ?? null });
    if (lead === null) return;
    const readers = new Set([...(toUserId ? [toUserId] : []), ...(await this.facts.managers(tx))]);
    const whose = user ?? 'Nobody';
    await this.notifications.tell(
      tx,
      ...[...readers].map((userId) => ({
        ...{ userId, type: 'SLA_BREACHED' as const, leadId, title: `${lead} is waiting` },
        body: `No contact within ${minutes} min. ${userId === toUserId ? 'It is your lead.' : `${whose} has the lead.`}`,
        dedupeKey: `sla-breached:${eventId}:${userId}`,
      })),
    );
  }
}
