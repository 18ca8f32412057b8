import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx, teamOf } from '@platform/database';
import type { Cause } from '@platform/jobs';

export interface Mark {
  leadId: string;
  /** The chain of events that asks. */
  chain?: Cause | null;
  /** True when the lead came by the thousand. */
  quiet?: boolean;
}

export interface DueLead {
  leadId: string;
  chain: Cause | null;
  quiet: boolean;
}

@Injectable()
export class DueRepository {
  /**
   * Marks leads for rescoring `delayMs` from now, `quietMs` for quiet marks; a lead that is marked keeps its time if it is earlier.
   * The rows are locked until the caller commits, so that whoever takes a mark sees the caller's evidence. Answers the whole seconds
   * by which the marks are due.
   */
  async mark(
    tx: SqlTx,
    marks: readonly Mark[],
    { delayMs, quietMs }: { delayMs: number; quietMs: number },
  ): Promise<Date[]> {
    if (marks.length === 0) return [];
    const rows = await tx.rows(
      { second: 'date' },
      Prisma.sql`WITH marked AS (
          INSERT INTO score_due (lead_id, team_id, due_at, quiet, chain)
          SELECT n.lead_id, ${teamOf(tx)}::uuid,
            now() + CASE WHEN n.quiet THEN ${quietMs}::float8 ELSE ${delayMs}::float8 END * interval '1 millisecond', n.quiet, n.chain::jsonb
          FROM unnest(${marks.map(({ leadId }) => leadId)}::uuid[], ${marks.map(({ quiet }) => quiet ?? false)}::boolean[],
            ${marks.map(({ chain }) => (chain ? JSON.stringify(chain) : null))}::text[]) AS n (lead_id, quiet, chain)
          JOIN lead ON lead.id = n.lead_id ORDER BY n.lead_id
          ON CONFLICT (lead_id) DO UPDATE SET marks = score_due.marks + 1,
            due_at = least(score_due.due_at, excluded.due_at), quiet = score_due.quiet AND excluded.quiet,
            chain = CASE WHEN coalesce((excluded.chain ->> 'depth')::int, -1) > coalesce((score_due.chain ->> 'depth')::int, -1)
              THEN excluded.chain ELSE score_due.chain END
          RETURNING greatest(due_at, now()) AS due_at)
        SELECT DISTINCT to_timestamp(ceil(extract(epoch FROM due_at))) AS second FROM marked`,
    );
    return rows.map(({ second }) => second);
  }

  /** Takes marks that are due, the oldest first; those that are being marked at this moment are left for the next time. */
  async take(tx: SqlTx, limit: number): Promise<DueLead[]> {
    const rows = await tx.rows(
      { leadId: 'uuid', chain: 'json', quiet: 'bool' },
      Prisma.sql`DELETE FROM score_due WHERE lead_id IN (
          SELECT lead_id FROM score_due WHERE team_id = brickwork_team() AND due_at <= clock_timestamp()
          ORDER BY due_at, lead_id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
        RETURNING lead_id AS "leadId", chain, quiet`,
    );
    return rows as DueLead[];
  }

  /** Postgres' clock. */
  async now(tx: SqlTx): Promise<Date> {
    return (await tx.one({ now: 'date' }, Prisma.sql`SELECT clock_timestamp() AS now`)).now;
  }

  /** Teams with marks that nobody came for. Across teams. */
  async forgottenTeams(tx: SqlTx, afterMs: number): Promise<string[]> {
    const rows = await tx.rows(
      { teamId: 'uuid' },
      Prisma.sql`SELECT DISTINCT team_id AS "teamId" FROM score_due WHERE due_at < now() - ${afterMs} * interval '1 millisecond'`,
    );
    return rows.map(({ teamId }) => teamId);
  }
}
