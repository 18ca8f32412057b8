import { Injectable } from '@nestjs/common';
import { Prisma, type RowOf, type SqlTx } from '@platform/database';
import { acceptedAtOf } from './accepted-messages.sql';
import type { SenderSettings } from './accounts';
import type { ClaimedChunk } from './chunks.repository';
import { mergeColumns } from '@domain/message-templates';
import { teamPolicy, type TeamPolicy } from './team-policy';

export interface TeamSettings extends SenderSettings {
  postalAddress: string | null;
  policy: TeamPolicy;
  /** Postgres' clock: the gate decides by it, not by this machine's. */
  now: Date;
}

const factShape = {
  id: 'uuid',
  leadId: 'uuid?',
  leadGone: 'bool',
  address: 'text?',
  consent: 'text',
  doNotContact: 'bool',
  zone: 'text?',
  suppressedFor: 'text?',
  suppressedSince: 'date?',
  suppressedForAll: 'bool',
  optOutReview: 'bool',
  sentInWindow: 'int',
  freeAt: 'date?',
  mergeValues: 'json',
  notAfter: 'date?',
  hoursZone: 'text?',
} as const;

/** One message with all that the gate and the renderer want to know of it; `v0`, `v1`, … are the values of `fields`. */
export type MessageFacts = RowOf<typeof factShape> & Record<`v${number}`, string | null>;

@Injectable()
export class SendFactsRepository {
  async settings(tx: SqlTx): Promise<TeamSettings> {
    const { policy, ...row } = await tx.one(
      {
        name: 'text',
        postalAddress: 'text?',
        emailFromName: 'text?',
        emailFromAddress: 'text?',
        smsFromNumber: 'text?',
        policy: 'json',
        now: 'date',
      },
      Prisma.sql`SELECT name, postal_address AS "postalAddress", email_from_name AS "emailFromName",
          email_from_address AS "emailFromAddress", sms_from_number AS "smsFromNumber", messaging_policy AS policy, now() AS now
        FROM team WHERE id = brickwork_team()`,
    );
    return { ...row, policy: teamPolicy(policy) };
  }

  /** Everything about every unsent message of a chunk, with one statement. */
  async read(tx: SqlTx, chunk: ClaimedChunk, fields: string[], policy: TeamPolicy): Promise<MessageFacts[]> {
    const { channel } = chunk;
    const limit = policy.cap[channel];
    const cap = limit && capOf(channel, limit);
    const merge = mergeColumns(fields);
    const consent = channel === 'EMAIL' ? Prisma.sql`l.email_consent` : Prisma.sql`l.sms_consent`;
    const doNot = channel === 'EMAIL' ? Prisma.sql`l.do_not_email` : Prisma.sql`l.do_not_text`;
    const rows = await tx.rows(
      { ...factShape, ...merge.shape },
      // Each lateral is one look-up in a unique index: a join would read whole tables where Postgres guesses wrong.
      Prisma.sql`
        SELECT m.id, m.lead_id AS "leadId", m.lead_id IS NOT NULL AND l.id IS NULL AS "leadGone", m.to_address AS address,
          coalesce(${consent}, 'unknown') AS consent, coalesce(${doNot}, false) AS "doNotContact", l.timezone AS zone,
          s.reason AS "suppressedFor", s.created_at AS "suppressedSince", coalesce(s.scope = 'all', false) AS "suppressedForAll",
          review.id IS NOT NULL AS "optOutReview", ${cap ? Prisma.sql`cap.sent` : Prisma.sql`0`} AS "sentInWindow",
          ${cap ? cap.freeAt : Prisma.sql`NULL::timestamptz`} AS "freeAt",
          m.merge_values AS "mergeValues", m.not_after AS "notAfter", m.hours_zone AS "hoursZone"${merge.columns}
        FROM message m
        LEFT JOIN LATERAL (SELECT * FROM lead WHERE lead.id = m.lead_id LIMIT 1) l ON true
        ${merge.join} ${suppressionOf(channel)}
        LEFT JOIN opt_out_review review ON review.team_id = (SELECT brickwork_team()) AND review.channel = ${channel}
          AND review.address = m.to_address AND review.resolved_at IS NULL
        ${cap ? cap.join : Prisma.empty}
        WHERE m.chunk_id = ${chunk.id}::uuid AND m.state IN ('queued', 'held')`,
    );
    return rows as MessageFacts[];
  }
}

/** The address's suppression `s`; of two the one for all purposes. */
export function suppressionOf(channel: string | Prisma.Sql): Prisma.Sql {
  return Prisma.sql`LEFT JOIN LATERAL (
    SELECT reason, created_at, scope FROM suppression
    WHERE team_id = (SELECT brickwork_team()) AND channel = ${channel} AND address = m.to_address ORDER BY scope LIMIT 1
  ) s ON true`;
}

/** A lead that has had that many messages within the period of its cap has had too many anyway. */
const mostCounted = 100;

/** How many marketing messages the lead has had, and when the one that fills the cap leaves the period. */
function capOf(channel: string, { max, windowHours }: { max: number; windowHours: number }) {
  const acceptedAt = acceptedAtOf(Prisma.sql`earlier`);
  const earlier = Prisma.sql`message earlier
    WHERE earlier.lead_id = m.lead_id AND earlier.id <> m.id AND earlier.channel = ${channel} AND earlier.purpose = 'marketing'
      AND ${acceptedAt} > now() - ${windowHours} * interval '1 hour'`;
  return {
    join: Prisma.sql`LEFT JOIN LATERAL (
      SELECT count(*)::int AS sent FROM (SELECT 1 FROM ${earlier} LIMIT ${mostCounted}) AS counted
    ) cap ON true`,
    // Looked up for the few that are at their cap.
    freeAt: Prisma.sql`CASE WHEN cap.sent >= ${max}::int THEN (
      SELECT ${acceptedAt} + ${windowHours} * interval '1 hour' FROM ${earlier}
      ORDER BY 1 DESC OFFSET ${max - 1} LIMIT 1) END`,
  };
}
