import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx } from '@platform/database';
import type { MessageChannel } from '../unsubscribe/suppression';
import type { OptOutReview, ReviewResolution } from './opt-out-review';

const shape = {
  id: 'uuid',
  channel: 'text',
  address: 'text',
  leadId: 'uuid?',
  text: 'text',
  openedAt: 'date',
  resolvedAt: 'date?',
  resolution: 'text?',
} as const;
const columns = Prisma.sql`id, channel, address, lead_id AS "leadId", text, opened_at AS "openedAt", resolved_at AS "resolvedAt",
  resolution`;

@Injectable()
export class OptOutReviewsRepository {
  /** While a review of the address is open, another unclear reply adds nothing. */
  async open(
    tx: SqlTx,
    review: Pick<OptOutReview, 'channel' | 'address' | 'leadId' | 'text'>,
  ): Promise<string | undefined> {
    const row = await tx.maybeOne(
      { id: 'uuid' },
      Prisma.sql`INSERT INTO opt_out_review (id, team_id, channel, address, lead_id, text)
        VALUES (${newId()}::uuid, brickwork_team(), ${review.channel}, ${review.address}, ${review.leadId}::uuid, ${review.text})
        ON CONFLICT (team_id, channel, address) WHERE resolved_at IS NULL DO NOTHING RETURNING id`,
    );
    return row?.id;
  }

  async lock(tx: SqlTx, id: string): Promise<OptOutReview | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM opt_out_review WHERE id = ${id}::uuid FOR UPDATE`,
    );
    return row as OptOutReview | undefined;
  }

  async resolve(tx: SqlTx, id: string, resolution: ReviewResolution): Promise<OptOutReview> {
    const row = await tx.one(
      shape,
      Prisma.sql`UPDATE opt_out_review SET resolved_at = now(), resolution = ${resolution}
        WHERE id = ${id}::uuid RETURNING ${columns}`,
    );
    return row as OptOutReview;
  }

  /** The person has made themselves clear meanwhile. */
  async resolveByAddress(
    tx: SqlTx,
    channel: MessageChannel,
    address: string,
    resolution: ReviewResolution,
  ): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE opt_out_review SET resolved_at = now(), resolution = ${resolution}
      WHERE channel = ${channel} AND address = ${address} AND resolved_at IS NULL`);
  }

  /** Newest first, behind `before`. */
  async list(tx: SqlTx, filter: { open?: boolean; before?: string; limit: number }): Promise<OptOutReview[]> {
    const { open = null, before = null, limit } = filter;
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM opt_out_review
        WHERE (${open}::bool IS NULL OR (resolved_at IS NULL) = ${open}) AND (${before}::uuid IS NULL OR id < ${before}::uuid)
        ORDER BY id DESC LIMIT ${limit}`,
    );
    return rows as OptOutReview[];
  }
}
