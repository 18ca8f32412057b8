import { Injectable } from '@nestjs/common';
import { firstIdAt, Prisma, type SqlTx } from '@platform/database';
import type { Member } from './simulation.types';

export interface StoredEvent {
  id: string;
  name: string;
  at: Date;
  leadId: string;
  payload: Record<string, unknown>;
}

/** A message that really left. */
export interface Touch {
  leadId: string;
  channel: 'EMAIL' | 'SMS';
  purpose: string;
  at: Date;
}

@Injectable()
export class DryRunRepository {
  /** From here on Postgres itself refuses to write anything in this transaction. */
  async onlyRead(tx: SqlTx): Promise<void> {
    await tx.execute(Prisma.sql`SET TRANSACTION READ ONLY`);
  }

  async members(tx: SqlTx): Promise<Member[]> {
    return tx.rows(
      { id: 'uuid', name: 'text', email: 'text' },
      Prisma.sql`SELECT u.id, u.name, u.email FROM membership m JOIN app_user u ON u.id = m.user_id
        WHERE m.team_id = brickwork_team() AND u.is_active ORDER BY u.id`,
    );
  }

  async team(tx: SqlTx): Promise<{ name: string; timezone: string }> {
    return tx.one(
      { name: 'text', timezone: 'text' },
      Prisma.sql`SELECT name, timezone FROM team WHERE id = brickwork_team()`,
    );
  }

  /** Stored events about leads, oldest first; of `leadIds` only, when given. */
  async events(
    tx: SqlTx,
    {
      names,
      from,
      to,
      leadIds,
    }: { names: readonly string[]; from: Date; to: Date; leadIds?: readonly string[] },
    limit: number,
  ): Promise<StoredEvent[]> {
    const ofLeads = leadIds
      ? Prisma.sql`AND payload->>'leadId' = ANY(${[...leadIds]}::text[])`
      : Prisma.sql`AND payload->>'leadId' IS NOT NULL`;
    const rows = await tx.rows(
      { id: 'uuid', name: 'text', at: 'date', leadId: 'text', payload: 'json' },
      // Ids of version 7 begin with their time: the index on them finds the period.
      Prisma.sql`SELECT id, name, created_at AS at, payload->>'leadId' AS "leadId", payload FROM domain_event
        WHERE team_id = brickwork_team() AND name = ANY(${[...names]}::text[]) AND id >= ${firstIdAt(from)}::uuid
          AND created_at >= ${from} AND created_at < ${to} ${ofLeads}
        ORDER BY id LIMIT ${limit}`,
    );
    return rows.map(({ payload, ...row }) => ({ ...row, payload: payload as Record<string, unknown> }));
  }

  /** What the leads really got, but for what this workflow sent itself. */
  async touches(tx: SqlTx, workflowId: string, leadIds: readonly string[], from: Date): Promise<Touch[]> {
    const rows = await tx.rows(
      { leadId: 'uuid', channel: 'text', purpose: 'text', at: 'date' },
      Prisma.sql`SELECT lead_id AS "leadId", channel, purpose, accepted_at AS at FROM message_ledger
        WHERE team_id = brickwork_team() AND lead_id = ANY(${[...leadIds]}::uuid[]) AND accepted_at >= ${from}
          AND NOT (source_kind = 'workflow' AND dedupe_key LIKE 'run:%' AND EXISTS (
            SELECT FROM workflow_run r WHERE r.id = split_part(dedupe_key, ':', 2)::uuid AND r.workflow_id = ${workflowId}::uuid))
        ORDER BY accepted_at`,
    );
    return rows.map(({ channel, ...row }) => ({ ...row, channel: channel as Touch['channel'] }));
  }
}
