import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { RunState } from './run.types';

/** Which live runs are meant; all conditions together. */
export interface RunsMeant {
  ids?: readonly string[];
  leadIds?: readonly string[];
  workflowId?: string;
  /** Of versions other than this one. */
  notVersionId?: string;
  /** Not this run. */
  except?: string;
  limit?: number;
}

/** What happened to a lead, as far as it may end its runs. */
export interface ExitSignal {
  leadId: string;
  rule: string;
  /** The run that did it: it does not end itself. */
  originId: string | null;
  /** Of version 7. A run that this very event began is not ended by it, nor one that began later. */
  eventId: string;
}

const live = Prisma.sql`state IN ('running', 'waiting')`;
const liveRun = Prisma.sql`r.state IN ('running', 'waiting')`;

/** What brought a run in: ids of version 7 begin with their time, those of our own making (version 8) do not. */
const entry = Prisma.sql`CASE substr(r.entered_by::text, 15, 1) WHEN '7' THEN r.entered_by ELSE r.id END`;

/** What happened before the run, and is only told now, does not end it. */
const meansRun = Prisma.sql`s.lead_id = r.lead_id AND s.origin_id IS DISTINCT FROM r.id
  AND (s.rule = 'lead_deleted' OR (s.rule = ANY(r.exit_on) AND s.event_id > ${entry}))`;

@Injectable()
export class RunExitsRepository {
  /** Ends live runs, locked in the order of their ids so that two of these never wait for each other in a circle. */
  async end(tx: SqlTx, meant: RunsMeant, state: RunState, reason: string): Promise<string[]> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`WITH ending AS (
          SELECT id FROM workflow_run WHERE ${where(meant)} ORDER BY id
          ${meant.limit === undefined ? Prisma.empty : Prisma.sql`LIMIT ${meant.limit}`} FOR UPDATE)
        UPDATE workflow_run r SET ${ended(state)}, end_reason = ${reason} FROM ending WHERE r.id = ending.id AND ${liveRun}
        RETURNING r.id`,
    );
    return rows.map(({ id }) => id);
  }

  /** Ends the live runs whose exit rules name what happened to their leads; answers them with the rule. */
  async endBySignals(tx: SqlTx, signals: readonly ExitSignal[]): Promise<string[]> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`WITH signal AS (
          SELECT * FROM unnest(${signals.map(({ leadId }) => leadId)}::uuid[], ${signals.map(({ rule }) => rule)}::text[],
            ${signals.map(({ originId }) => originId)}::uuid[], ${signals.map(({ eventId }) => eventId)}::uuid[])
              AS s(lead_id, rule, origin_id, event_id)
        ), ending AS (
          SELECT r.id FROM workflow_run r WHERE r.lead_id = ANY(SELECT lead_id FROM signal) AND ${liveRun}
            AND EXISTS (SELECT FROM signal s WHERE ${meansRun})
          ORDER BY r.id FOR UPDATE OF r)
        UPDATE workflow_run r SET ${ended('exited')},
          end_reason = (SELECT min(s.rule) FROM signal s WHERE ${meansRun})
        FROM ending WHERE r.id = ending.id AND ${liveRun} RETURNING r.id`,
    );
    return rows.map(({ id }) => id);
  }
}

function ended(state: RunState): Prisma.Sql {
  return Prisma.sql`state = ${state}, fence = r.fence + 1, ended_at = now(), updated_at = now(), arrived = NULL, wait_event = NULL`;
}

function where({ ids, leadIds, workflowId, notVersionId, except }: RunsMeant): Prisma.Sql {
  const parts = [live];
  if (ids) parts.push(Prisma.sql`id = ANY(${[...ids]}::uuid[])`);
  if (leadIds) parts.push(Prisma.sql`lead_id = ANY(${[...leadIds]}::uuid[])`);
  if (workflowId) parts.push(Prisma.sql`workflow_id = ${workflowId}::uuid`);
  if (notVersionId) parts.push(Prisma.sql`version_id <> ${notVersionId}::uuid`);
  if (except) parts.push(Prisma.sql`id <> ${except}::uuid`);
  return Prisma.join(parts, ' AND ');
}
