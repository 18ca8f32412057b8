import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx } from '@platform/database';
import { audienceRows } from './enrolment-audience.sql';
import type { Enrollee, EnrolledBy, Enrolment, EnrolmentAudience } from './enrolment.types';

const shape = {
  id: 'uuid',
  workflowId: 'uuid',
  via: 'text',
  audience: 'json',
  cursor: 'uuid?',
  state: 'text',
  found: 'int',
  entered: 'int',
  error: 'text?',
  createdAt: 'date',
  finishedAt: 'date?',
} as const;
const columns = Prisma.sql`id, workflow_id AS "workflowId", via, audience, cursor, state, found, entered, error,
  created_at AS "createdAt", finished_at AS "finishedAt"`;

export interface NewEnrolment {
  workflowId: string;
  via: string;
  audience: EnrolmentAudience;
  /** The tick or event it stands for; a second one of the same key is not made. */
  key: string | null;
  by: EnrolledBy;
}

@Injectable()
export class EnrolmentsRepository {
  async insert(
    tx: SqlTx,
    { workflowId, via, audience, key, by: { userId, apiKeyId = null } }: NewEnrolment,
  ): Promise<string | undefined> {
    const row = await tx.maybeOne(
      { id: 'uuid' },
      Prisma.sql`INSERT INTO workflow_enrolment (id, team_id, workflow_id, via, audience, key, created_by_id,
          created_by_key_id)
        VALUES (${newId()}::uuid, brickwork_team(), ${workflowId}::uuid, ${via}, ${JSON.stringify(audience)}::jsonb, ${key},
          ${userId}::uuid, ${apiKeyId}::uuid)
        ON CONFLICT (workflow_id, key) DO NOTHING RETURNING id`,
    );
    return row?.id;
  }

  async find(tx: SqlTx, id: string): Promise<Enrolment | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM workflow_enrolment WHERE id = ${id}::uuid`,
    );
    return row as Enrolment | undefined;
  }

  async lockRunning(tx: SqlTx, id: string): Promise<Enrolment | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM workflow_enrolment WHERE id = ${id}::uuid AND state = 'running' FOR UPDATE`,
    );
    return row as Enrolment | undefined;
  }

  /** The next of the audience behind `after`. */
  async portion(
    tx: SqlTx,
    audience: EnrolmentAudience,
    after: string | null,
    limit: number,
  ): Promise<Enrollee[]> {
    const rows = await tx.rows(
      { rowId: 'uuid', leadId: 'uuid', enteredBy: 'uuid?', facts: 'json' },
      Prisma.sql`SELECT * FROM (${audienceRows(audience)}) AS audience
        WHERE ${after === null ? Prisma.sql`true` : Prisma.sql`"rowId" > ${after}::uuid`} ORDER BY "rowId" LIMIT ${limit}`,
    );
    return rows as Enrollee[];
  }

  async advance(
    tx: SqlTx,
    id: string,
    step: {
      cursor: string | null;
      found: number;
      entered: number;
      state: Enrolment['state'];
      error?: string;
    },
  ): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE workflow_enrolment SET cursor = coalesce(${step.cursor}::uuid, cursor),
        found = found + ${step.found}, entered = entered + ${step.entered}, state = ${step.state}, error = ${step.error ?? null},
        finished_at = CASE WHEN ${step.state} <> 'running' THEN now() END
      WHERE id = ${id}::uuid`);
  }
}
