import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

@Injectable()
export class HooksRepository {
  /** Makes the URL, or gives it a new secret: the old one is dead with the commit. */
  async rotate(tx: SqlTx, workflowId: string, tokenHash: string): Promise<void> {
    await tx.execute(Prisma.sql`INSERT INTO workflow_hook (workflow_id, team_id, token_hash)
      VALUES (${workflowId}::uuid, brickwork_team(), ${tokenHash})
      ON CONFLICT (workflow_id) DO UPDATE SET token_hash = EXCLUDED.token_hash, created_at = now(), last_used_at = NULL`);
  }

  /** Whose URL it is. System scope. */
  async find(tx: SqlTx, tokenHash: string): Promise<{ workflowId: string; teamId: string } | undefined> {
    return tx.maybeOne(
      { workflowId: 'uuid', teamId: 'uuid' },
      Prisma.sql`SELECT workflow_id AS "workflowId", team_id AS "teamId" FROM workflow_hook WHERE token_hash = ${tokenHash}`,
    );
  }

  async used(tx: SqlTx, workflowId: string): Promise<void> {
    await tx.execute(
      Prisma.sql`UPDATE workflow_hook SET last_used_at = now() WHERE workflow_id = ${workflowId}::uuid`,
    );
  }

  async exists(tx: SqlTx, workflowId: string): Promise<boolean> {
    const row = await tx.maybeOne(
      { id: 'uuid' },
      Prisma.sql`SELECT id FROM workflow WHERE id = ${workflowId}::uuid AND deleted_at IS NULL`,
    );
    return row !== undefined;
  }
}
