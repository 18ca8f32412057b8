import { Injectable } from '@nestjs/common';
import { Prisma, type RowOf, type SqlTx } from '@platform/database';

const shape = {
  id: 'uuid',
  state: 'text',
  createdAt: 'date',
  enteredBy: 'uuid',
  enteredVia: 'text',
  chain: 'json',
  workflowId: 'uuid',
  workflowName: 'text',
  versionId: 'uuid',
  versionNumber: 'int',
  eventName: 'text?',
  eventAt: 'date?',
  eventOrigin: 'uuid?',
  causeId: 'uuid',
  causeName: 'text?',
  causeAt: 'date?',
  userId: 'uuid?',
  userName: 'text?',
  apiKeyId: 'uuid?',
  apiKeyName: 'text?',
  audience: 'json',
  enrolmentKey: 'text?',
  enrolledAt: 'date?',
  stepKind: 'text?',
  stepAt: 'date?',
} as const;
export type RunOriginRow = RowOf<typeof shape>;

@Injectable()
export class RunOriginsRepository {
  /** A run with what brought it in and with what began the chain it belongs to, as far as those are still stored. */
  async ofStep(tx: SqlTx, runId: string, visit: number): Promise<RunOriginRow | undefined> {
    return tx.maybeOne(
      shape,
      Prisma.sql`SELECT r.id, r.state, r.created_at AS "createdAt", r.entered_by AS "enteredBy", r.entered_via AS "enteredVia",
          r.chain, r.workflow_id AS "workflowId", w.name AS "workflowName", v.id AS "versionId", v.number AS "versionNumber",
          e.name AS "eventName", e.created_at AS "eventAt", e.origin_id AS "eventOrigin",
          r.cause_id AS "causeId", c.name AS "causeName", c.created_at AS "causeAt",
          n.created_by_id AS "userId", u.name AS "userName", n.created_by_key_id AS "apiKeyId", k.name AS "apiKeyName",
          CASE WHEN n.audience ->> 'kind' = 'leads' THEN jsonb_build_object('kind', 'leads', 'leads', n.found)
            ELSE n.audience END AS audience, n.key AS "enrolmentKey", n.created_at AS "enrolledAt",
          s.kind AS "stepKind", s.at AS "stepAt"
        FROM workflow_run r JOIN workflow w ON w.id = r.workflow_id JOIN workflow_version v ON v.id = r.version_id
        LEFT JOIN domain_event e ON e.id = r.entered_by LEFT JOIN domain_event c ON c.id = r.cause_id
        LEFT JOIN workflow_enrolment n ON n.id = r.entered_by
        LEFT JOIN app_user u ON u.id = n.created_by_id LEFT JOIN api_key k ON k.id = n.created_by_key_id
        LEFT JOIN workflow_run_step s ON s.run_id = r.id AND s.visit = ${visit}::int
        WHERE r.id = ${runId}::uuid`,
    );
  }

  async namesOf(tx: SqlTx, workflowIds: readonly string[]): Promise<Map<string, string>> {
    if (workflowIds.length === 0) return new Map();
    const rows = await tx.rows(
      { id: 'uuid', name: 'text' },
      Prisma.sql`SELECT id, name FROM workflow WHERE id = ANY(${[...workflowIds]}::uuid[])`,
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}
