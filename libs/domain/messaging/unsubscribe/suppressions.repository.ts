import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx } from '@platform/database';
import {
  SUPPRESSION_REASONS,
  type MessageChannel,
  type NewSuppression,
  type Suppression,
  type SuppressionReason,
} from './suppression';

const shape = {
  id: 'uuid',
  channel: 'text',
  address: 'text',
  reason: 'text',
  scope: 'text',
  messageId: 'uuid?',
  createdAt: 'date',
} as const;
const columns = Prisma.sql`id, channel, address, reason, scope, message_id AS "messageId", created_at AS "createdAt"`;
const strength = [...SUPPRESSION_REASONS] as string[];

export interface SuppressionFilter {
  channel?: MessageChannel;
  address?: string;
  /** Rows older than this id. */
  before?: string;
  limit: number;
}

@Injectable()
export class SuppressionsRepository {
  /** Inserts with one statement, in one order for all writers; a stronger reason replaces a weaker one. */
  async add(tx: SqlTx, entries: readonly NewSuppression[]): Promise<void> {
    const unique = [...strongest(entries).values()];
    if (unique.length === 0) return;
    await tx.execute(Prisma.sql`
      INSERT INTO suppression (id, team_id, channel, address, reason, scope, message_id)
      SELECT n.id, brickwork_team(), n.channel, n.address, n.reason, n.scope, n.message_id
      FROM unnest(
        ${unique.map(newId)}::uuid[], ${unique.map(({ channel }) => channel)}::text[],
        ${unique.map(({ address }) => address)}::text[], ${unique.map(({ reason }) => reason)}::text[],
        ${unique.map(({ scope }) => scope)}::text[], ${unique.map(({ messageId }) => messageId)}::uuid[]
      ) AS n(id, channel, address, reason, scope, message_id)
      ORDER BY n.channel, n.address, n.scope
      ON CONFLICT (team_id, channel, address, scope) DO UPDATE SET reason = excluded.reason
        WHERE array_position(${strength}::text[], excluded.reason) < array_position(${strength}::text[], suppression.reason)`);
  }

  async list(tx: SqlTx, filter: SuppressionFilter): Promise<Suppression[]> {
    const { channel = null, address = null, before = null, limit } = filter;
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM suppression
        WHERE (${channel}::text IS NULL OR channel = ${channel}) AND (${address}::text IS NULL OR address = ${address})
          AND (${before}::uuid IS NULL OR id < ${before}::uuid)
        ORDER BY id DESC LIMIT ${limit}`,
    );
    return rows as Suppression[];
  }

  async find(
    tx: SqlTx,
    entry: Pick<NewSuppression, 'channel' | 'address' | 'scope'>,
  ): Promise<Suppression | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM suppression
        WHERE channel = ${entry.channel} AND address = ${entry.address} AND scope = ${entry.scope}`,
    );
    return row as Suppression | undefined;
  }

  async remove(tx: SqlTx, id: string): Promise<Suppression | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`DELETE FROM suppression WHERE id = ${id}::uuid RETURNING ${columns}`,
    );
    return row as Suppression | undefined;
  }

  /** Lifts what the person may lift by asking for messages again; a dead address stays. Answers how many entries ended. */
  async lift(
    tx: SqlTx,
    channel: MessageChannel,
    address: string,
    reasons: readonly SuppressionReason[],
  ): Promise<number> {
    return tx.execute(Prisma.sql`DELETE FROM suppression
      WHERE channel = ${channel} AND address = ${address} AND reason = ANY(${[...reasons]}::text[])`);
  }
}

function strongest(entries: readonly NewSuppression[]): Map<string, NewSuppression> {
  const byKey = new Map<string, NewSuppression>();
  for (const entry of entries) {
    const key = JSON.stringify([entry.channel, entry.address, entry.scope]);
    const known = byKey.get(key);
    if (!known || strength.indexOf(entry.reason) < strength.indexOf(known.reason)) byKey.set(key, entry);
  }
  return byKey;
}
