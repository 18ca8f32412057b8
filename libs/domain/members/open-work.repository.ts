import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

@Injectable()
export class OpenWorkRepository {
  /** Whether something would go on sending after nobody can stop it any more. */
  async isUnderWay(tx: SqlTx): Promise<boolean> {
    const { busy } = await tx.one(
      { busy: 'bool' },
      Prisma.sql`SELECT
        EXISTS (SELECT FROM campaign WHERE team_id = brickwork_team() AND status IN ('SCHEDULED', 'ACTIVE'))
        OR EXISTS (SELECT FROM workflow WHERE team_id = brickwork_team() AND active AND deleted_at IS NULL) AS busy`,
    );
    return busy;
  }

  /** Those that wait; what a worker holds is seen through. */
  async cancelJobs(tx: SqlTx): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE job SET state = 'cancelled', finished_at = now()
      WHERE team_id = brickwork_team() AND state IN ('scheduled', 'retrying')`);
  }
}
