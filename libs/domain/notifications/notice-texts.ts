import type { StoredEvent } from '@platform/events';
import type { NewNotification, NotificationType } from './notification';

/** Something that happened to a lead that somebody has. */
export interface LeadNews {
  eventId: string;
  leadId: string;
  name: string;
  /** Who has the lead. */
  userId: string;
  payload: unknown;
}

/** Names that a summary shows. */
const shown = 5;

/** One notice per person: about the lead, or about how many they are. */
export function summed(
  type: NotificationType,
  news: LeadNews[],
  say: { one: (news: LeadNews) => string; many: (count: number) => string },
): NewNotification[] {
  return [...Map.groupBy(news, ({ userId }) => userId)].map(([userId, all]) => {
    // What happened to one lead last is what holds.
    const byLead = [...new Map(all.map((one) => [one.leadId, one])).values()];
    const only = byLead.length === 1 ? byLead[0]! : null;
    const names = byLead.slice(0, shown).map(({ name }) => name);
    return {
      ...{ userId, type, leadId: only?.leadId ?? null },
      title: only ? say.one(only) : say.many(byLead.length),
      body: only ? '' : `${names.join(', ')}${byLead.length > shown ? ', …' : ''}`,
      dedupeKey: `${type}:${all[0]!.eventId}:${userId}`,
    };
  });
}

/** Each reply is worth a notice of its own. */
export function replyNotices(news: LeadNews[], texts: ReadonlyMap<string, string>): NewNotification[] {
  return news.map(({ eventId, leadId, name, userId, payload }) => {
    const { inboundId, channel } = payload as { inboundId: string; channel: string };
    return {
      ...{ userId, type: 'MESSAGE_RECEIVED', leadId, body: texts.get(inboundId) ?? '' },
      title: channel === 'SMS' ? `${name} sent a text` : `${name} wrote an email`,
      dedupeKey: `reply:${eventId}`,
    };
  });
}

export function campaignNotices(
  campaigns: { id: string; name: string; userId: string }[],
): NewNotification[] {
  return campaigns.map(({ id, name, userId }) => ({
    ...{ userId, type: 'CAMPAIGN_COMPLETED', campaignId: id },
    ...{
      title: `“${name}” has been sent`,
      body: 'Every message is out or was skipped; its figures tell which.',
    },
    dedupeKey: `campaign-completed:${id}`,
  }));
}

/** A refused account stops everything on its channel: all who can change it hear of it, once a day. */
export function alertNotices(administrators: string[], rejected: StoredEvent[]): NewNotification[] {
  const byKey = new Map(
    rejected.map(({ payload, createdAt }) => {
      const { channel, code } = payload as { channel: string; code: string };
      return [
        `account-rejected:${channel}:${code}:${createdAt.toISOString().slice(0, 10)}`,
        { channel, code },
      ];
    }),
  );
  return [...byKey].flatMap(([key, { channel, code }]) =>
    administrators.map((userId) => ({
      ...{ userId, type: 'SYSTEM_ALERT' as const },
      title: `The provider refuses the team’s account for ${channel === 'SMS' ? 'texts' : 'email'}`,
      body: `It answered ${code}. What was being sent waits and loses nothing; check the account under settings, then resume.`,
      dedupeKey: `${key}:${userId}`,
    })),
  );
}
