import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import { acceptedAtOf } from '../accepted-messages.sql';
import { suppressionOf } from '../send-facts.repository';
import type { Channel, ChannelOutlook } from './forecast.types';

const shape = {
  leadId: 'uuid',
  channel: 'text',
  address: 'text?',
  consent: 'text',
  doNotContact: 'bool',
  zone: 'text?',
  suppressedFor: 'text?',
  suppressedSince: 'date?',
  suppressedForAll: 'bool',
  optOutReview: 'bool',
  sentAt: 'json',
} as const;

const acceptedAt = acceptedAtOf(Prisma.sql`earlier`);

/** Of one lead and channel: more than any cap counts. */
const mostRead = 1_000;

@Injectable()
export class SendOutlookRepository {
  /** Both channels of every lead, with one statement; marketing messages are looked at from `since` on. */
  async read(
    tx: SqlTx,
    leadIds: readonly string[],
    since: Date,
  ): Promise<Map<string, Record<Channel, ChannelOutlook>>> {
    const rows = await tx.rows(
      shape,
      Prisma.sql`
        SELECT m.id AS "leadId", m.channel, m.to_address AS address, m.consent, m.do_not AS "doNotContact", m.timezone AS zone,
          s.reason AS "suppressedFor", s.created_at AS "suppressedSince", coalesce(s.scope = 'all', false) AS "suppressedForAll",
          review.id IS NOT NULL AS "optOutReview", coalesce(sent.at, '[]'::jsonb) AS "sentAt"
        FROM (
          SELECT id, timezone, 'EMAIL' AS channel, email AS to_address, email_consent AS consent, do_not_email AS do_not FROM lead
          WHERE id = ANY(${[...leadIds]}::uuid[])
          UNION ALL
          SELECT id, timezone, 'SMS', phone, sms_consent, do_not_text FROM lead WHERE id = ANY(${[...leadIds]}::uuid[])
        ) m
        ${suppressionOf(Prisma.sql`m.channel`)}
        LEFT JOIN opt_out_review review ON review.team_id = (SELECT brickwork_team()) AND review.channel = m.channel
          AND review.address = m.to_address AND review.resolved_at IS NULL
        LEFT JOIN LATERAL (
          SELECT jsonb_agg(extract(epoch FROM latest.accepted_at) * 1000 ORDER BY latest.accepted_at) AS at FROM (
            SELECT ${acceptedAt} AS accepted_at FROM message earlier
            WHERE earlier.lead_id = m.id AND earlier.channel = m.channel AND earlier.purpose = 'marketing' AND ${acceptedAt} > ${since}
            ORDER BY 1 DESC LIMIT ${mostRead}
          ) latest
        ) sent ON true`,
    );
    const leads = new Map<string, Record<Channel, ChannelOutlook>>();
    for (const {
      leadId,
      channel,
      suppressedFor,
      suppressedSince,
      suppressedForAll,
      sentAt,
      ...row
    } of rows) {
      const suppression =
        suppressedFor === null || suppressedSince === null
          ? null
          : { reason: suppressedFor, since: suppressedSince, scope: suppressedForAll ? 'all' : 'marketing' };
      const outlook = {
        ...row,
        consent: row.consent as ChannelOutlook['consent'],
        suppression: suppression as ChannelOutlook['suppression'],
        sentAt: (sentAt as number[]).map((ms) => new Date(ms)),
      };
      leads.set(leadId, { ...leads.get(leadId)!, [channel]: outlook });
    }
    return leads;
  }
}
