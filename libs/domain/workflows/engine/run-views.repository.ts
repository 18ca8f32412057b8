import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { BlockedEntry, ChainLink, RunState, StepOutcome } from './run.types';

const shape = {
  id: 'uuid',
  workflowId: 'uuid',
  versionNumber: 'int',
  leadId: 'uuid',
  leadName: 'text?',
  state: 'text',
  nodeId: 'text',
  dueAt: 'date?',
  waitsFor: 'text?',
  enteredVia: 'text',
  endReason: 'text?',
  error: 'text?',
  createdAt: 'date',
  endedAt: 'date?',
} as const;
const columns = Prisma.sql`r.id, r.workflow_id AS "workflowId", v.number AS "versionNumber", r.lead_id AS "leadId",
  lead.name AS "leadName", r.state, r.node_id AS "nodeId",
  CASE WHEN r.state IN ('running', 'waiting') THEN r.due_at END AS "dueAt", r.wait_event AS "waitsFor",
  r.entered_via AS "enteredVia", r.end_reason AS "endReason", r.error, r.created_at AS "createdAt", r.ended_at AS "endedAt"`;
const source = Prisma.sql`workflow_run r JOIN workflow_version v ON v.id = r.version_id
  LEFT JOIN lead ON lead.id = r.lead_id`;

export interface RunView {
  id: string;
  workflowId: string;
  versionNumber: number;
  leadId: string;
  leadName: string | null;
  state: RunState;
  nodeId: string;
  /** When it goes on by itself; null when it has ended. */
  dueAt: Date | null;
  /** The kind of event it waits for; null: for the clock alone. */
  waitsFor: string | null;
  enteredVia: string;
  endReason: string | null;
  error: string | null;
  createdAt: Date;
  endedAt: Date | null;
}

export interface StepView {
  visit: number;
  nodeId: string;
  kind: string;
  outcome: StepOutcome;
  tries: number;
  detail: object;
  at: Date;
}

export interface WebhookView {
  id: string;
  visit: number;
  url: string;
  state: string;
  attempts: number;
  status: number | null;
  error: string | null;
}

/** What a run tells of its causes. */
export interface RunCauses {
  enteredBy: string;
  causeId: string;
  chain: ChainLink[];
  blocked: BlockedEntry[];
}

export interface RunFilter {
  state?: RunState[];
  leadId?: string;
}

/** Runs as people read them. */
@Injectable()
export class RunViewsRepository {
  /** Newest first. */
  async list(
    tx: SqlTx,
    workflowId: string,
    { state, leadId }: RunFilter,
    before: string | undefined,
    limit: number,
  ): Promise<RunView[]> {
    const where = [
      Prisma.sql`r.team_id = brickwork_team()`,
      Prisma.sql`r.workflow_id = ${workflowId}::uuid`,
      ...(state ? [Prisma.sql`r.state = ANY(${state}::text[])`] : []),
      ...(leadId ? [Prisma.sql`r.lead_id = ${leadId}::uuid`] : []),
      ...(before ? [Prisma.sql`r.id < ${before}::uuid`] : []),
    ];
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM ${source} WHERE ${Prisma.join(where, ' AND ')} ORDER BY r.id DESC LIMIT ${limit}`,
    );
    return rows as RunView[];
  }

  async find(tx: SqlTx, id: string): Promise<RunView | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM ${source} WHERE r.id = ${id}::uuid`,
    );
    return row as RunView | undefined;
  }

  async causes(tx: SqlTx, id: string): Promise<RunCauses> {
    const row = await tx.one(
      { enteredBy: 'uuid', causeId: 'uuid', chain: 'json', blocked: 'json' },
      Prisma.sql`SELECT entered_by AS "enteredBy", cause_id AS "causeId", chain, blocked FROM workflow_run WHERE id = ${id}::uuid`,
    );
    return row as RunCauses;
  }

  async steps(tx: SqlTx, runId: string): Promise<StepView[]> {
    const rows = await tx.rows(
      {
        visit: 'int',
        nodeId: 'text',
        kind: 'text',
        outcome: 'text',
        tries: 'int',
        detail: 'json',
        at: 'date',
      },
      Prisma.sql`SELECT visit, node_id AS "nodeId", kind, outcome, tries, detail, at FROM workflow_run_step
        WHERE run_id = ${runId}::uuid ORDER BY visit DESC LIMIT 1000`,
    );
    return (rows as StepView[]).reverse();
  }

  async webhooks(tx: SqlTx, runId: string): Promise<WebhookView[]> {
    return tx.rows(
      {
        id: 'uuid',
        visit: 'int',
        url: 'text',
        state: 'text',
        attempts: 'int',
        status: 'int?',
        error: 'text?',
      },
      Prisma.sql`SELECT id, visit, url, state, attempts, status, error FROM workflow_webhook
        WHERE run_id = ${runId}::uuid ORDER BY visit LIMIT 100`,
    );
  }

  async hasWorkflow(tx: SqlTx, id: string): Promise<boolean> {
    const row = await tx.maybeOne(
      { id: 'uuid' },
      Prisma.sql`SELECT id FROM workflow WHERE id = ${id}::uuid AND deleted_at IS NULL`,
    );
    return row !== undefined;
  }
}
