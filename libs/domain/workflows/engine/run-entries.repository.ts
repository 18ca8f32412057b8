import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx } from '@platform/database';
import type { Entrant } from './run-entries.service';

export interface EnteredRun {
  id: string;
  workflowId: string;
  leadId: string;
}

/** Makes runs of entrants, as far as re-entry rules and live runs allow. */
@Injectable()
export class RunEntriesRepository {
  /**
   * One statement. The lead's row in `workflow_entry` is locked first, so that of two who come at once the second finds what the
   * first did. No two entrants may be the same lead in the same workflow. Answers the runs that were made.
   */
  async insert(tx: SqlTx, entrants: readonly Entrant[]): Promise<EnteredRun[]> {
    const column = <T>(pick: (entrant: Entrant) => T) => entrants.map(pick);
    return tx.rows(
      { id: 'uuid', workflowId: 'uuid', leadId: 'uuid' },
      Prisma.sql`
        WITH wanted AS (
          SELECT n.* FROM unnest(${entrants.map(newId)}::uuid[], ${column(({ version }) => version.workflowId)}::uuid[],
            ${column(({ version }) => version.id)}::uuid[], ${column(({ leadId }) => leadId)}::uuid[],
            ${column(slotOf)}::text[], ${column(({ version }) => version.definition.start)}::text[],
            ${column(({ enteredBy }) => enteredBy)}::uuid[], ${column(({ via }) => via)}::text[],
            ${column(({ causeId }) => causeId)}::uuid[], ${column(({ depth }) => depth)}::int[],
            ${column(({ chain }) => JSON.stringify(chain))}::text[], ${column(({ context }) => JSON.stringify(context))}::text[],
            ${column(({ version }) => version.definition.exit.join(','))}::text[],
            ${column(({ version }) => version.definition.reentry.mode)}::text[], ${column(pauseDays)}::int[]
          ) AS n(id, workflow_id, version_id, lead_id, slot, node_id, entered_by, entered_via, cause_id, depth, chain, context,
            exit_on, mode, days)
          JOIN lead ON lead.id = n.lead_id
        ), admitted AS (
          INSERT INTO workflow_entry AS e (team_id, workflow_id, lead_id)
          SELECT brickwork_team(), workflow_id, lead_id FROM wanted w
          WHERE NOT EXISTS (SELECT FROM workflow_run r
              WHERE r.workflow_id = w.workflow_id AND r.lead_id = w.lead_id AND r.entered_by = w.entered_by)
            AND (w.mode = 'always' OR NOT EXISTS (SELECT FROM workflow_run r
              WHERE r.lead_id = w.lead_id AND r.workflow_id = w.workflow_id AND r.state IN ('running', 'waiting')))
          ORDER BY workflow_id, lead_id
          ON CONFLICT (workflow_id, lead_id) DO UPDATE SET entries = e.entries + 1, last_entered_at = now()
            WHERE (SELECT w.mode IN ('always', 'after_leaving')
                OR (w.mode = 'every_days' AND e.last_entered_at <= now() - w.days * interval '1 day')
              FROM wanted w WHERE w.workflow_id = e.workflow_id AND w.lead_id = e.lead_id)
          RETURNING e.workflow_id, e.lead_id
        )
        INSERT INTO workflow_run (id, team_id, workflow_id, version_id, lead_id, slot, node_id, due_at, entered_by, entered_via,
          cause_id, depth, chain, context, exit_on)
        SELECT w.id, brickwork_team(), w.workflow_id, w.version_id, w.lead_id, w.slot, w.node_id, now(), w.entered_by, w.entered_via,
          w.cause_id, w.depth, w.chain::jsonb, w.context::jsonb, string_to_array(w.exit_on, ',')
        FROM wanted w JOIN admitted a ON a.workflow_id = w.workflow_id AND a.lead_id = w.lead_id
        ORDER BY w.lead_id, w.workflow_id
        ON CONFLICT DO NOTHING RETURNING id, workflow_id AS "workflowId", lead_id AS "leadId"`,
    );
  }

  /** What the runs named say of their own past, for entries they cause. */
  async origins(
    tx: SqlTx,
    runIds: readonly string[],
  ): Promise<{ id: string; workflowId: string; leadId: string; chain: unknown }[]> {
    return tx.rows(
      { id: 'uuid', workflowId: 'uuid', leadId: 'uuid', chain: 'json' },
      Prisma.sql`SELECT id, workflow_id AS "workflowId", lead_id AS "leadId", chain FROM workflow_run
        WHERE id = ANY(${[...runIds]}::uuid[])`,
    );
  }
}

/** Where several live runs are allowed, each has a slot of its own: one per entry. */
function slotOf({ version, enteredBy }: Entrant): string {
  return version.definition.reentry.mode === 'always' ? enteredBy : '';
}

function pauseDays({ version }: Entrant): number {
  const { reentry } = version.definition;
  return reentry.mode === 'every_days' ? reentry.days : 0;
}
