import { Injectable } from '@nestjs/common';
import { campaignEvents } from '@domain/campaigns';
import { leadAssigned, leadStatusChanged, type LeadAssigned, type LeadStatusChanged } from '@domain/leads';
import { accountRejected, messageOpened, messageReplied } from '@domain/messaging';
import type { SqlTx } from '@platform/database';
import { Events, type StoredEvent } from '@platform/events';
import { alertNotices, campaignNotices, replyNotices, summed, type LeadNews } from './notice-texts';
import { NoticeFactsRepository } from './notice-facts.repository';
import { Notifications } from './notifications.service';

export const noticedEvents = [
  ...[leadAssigned, leadStatusChanged, messageReplied, messageOpened],
  ...[campaignEvents.completed, accountRejected],
];

const excerpt = 300;
type LeadFact = { leadId: string | null; userId?: string };

/** Notices about what happened to the leads, messages and campaigns of people. */
@Injectable()
export class EventNotices {
  constructor(
    private readonly events: Events,
    private readonly facts: NoticeFactsRepository,
    private readonly notifications: Notifications,
  ) {}

  /** Once per batch of events and person; nobody is told of what they did themselves. */
  async tell(tx: SqlTx, eventIds: string[]): Promise<void> {
    const byName = Map.groupBy(await this.events.read(tx, eventIds), ({ name }) => name);
    const of = (event: { name: string }): StoredEvent[] => byName.get(event.name) ?? [];
    const [replied, completed] = [of(messageReplied), of(campaignEvents.completed)];
    const aboutLeads = [...of(leadAssigned), ...of(leadStatusChanged), ...of(messageOpened), ...replied];
    const leadIds = aboutLeads.flatMap(({ payload }) => (payload as LeadFact).leadId ?? []);
    const leads = leadIds.length > 0 ? await this.facts.assignedLeads(tx, [...new Set(leadIds)]) : new Map();
    /** For whoever has the lead now, unless they did it. */
    const news = (event: { name: string }): LeadNews[] =>
      of(event).flatMap(({ id: eventId, payload }) => {
        const { leadId, userId: by } = payload as LeadFact;
        const lead = leads.get(leadId ?? '') as { name: string; userId: string } | undefined;
        return lead && leadId && lead.userId !== by ? [{ eventId, leadId, ...lead, payload }] : [];
      });
    // Who has got the lead and lost it again by now is not told.
    const given = news(leadAssigned).filter(
      ({ payload, userId }) => (payload as LeadAssigned).toUserId === userId,
    );
    await this.notifications.tell(
      tx,
      ...summed('LEAD_ASSIGNED', given, {
        one: ({ name }) => `${name} is your lead now`,
        many: (count) => `${count} leads are yours now`,
      }),
      ...summed('LEAD_STATUS_CHANGED', news(leadStatusChanged), {
        one: ({ name, payload }) => `${name} is ${(payload as LeadStatusChanged).to} now`,
        many: (count) => `The status of ${count} of your leads has changed`,
      }),
      ...summed('EMAIL_OPENED', news(messageOpened), {
        one: ({ name }) => `${name} opened an email`,
        many: (count) => `${count} of your leads opened an email`,
      }),
      ...replyNotices(news(messageReplied), await this.textsOf(tx, replied)),
      ...campaignNotices(await this.campaignsOf(tx, completed)),
      ...(await this.alerts(tx, of(accountRejected))),
    );
  }

  private async textsOf(tx: SqlTx, replied: StoredEvent[]): Promise<Map<string, string>> {
    const ids = replied.map(({ payload }) => (payload as { inboundId: string }).inboundId);
    return ids.length > 0 ? this.facts.replies(tx, ids, excerpt) : new Map();
  }

  private async campaignsOf(tx: SqlTx, completed: StoredEvent[]) {
    const ids = completed.map(({ payload }) => (payload as { campaignId: string }).campaignId);
    return ids.length > 0 ? this.facts.campaigns(tx, ids) : [];
  }

  private async alerts(tx: SqlTx, rejected: StoredEvent[]) {
    return rejected.length > 0 ? alertNotices(await this.facts.administrators(tx), rejected) : [];
  }
}
