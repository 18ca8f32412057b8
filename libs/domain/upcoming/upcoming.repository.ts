import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

@Injectable()
export class UpcomingRepository {
  /** Postgres' clock, by which everything is due; undefined when the team has no such lead. */
  async momentFor(tx: SqlTx, leadId: string): Promise<Date | undefined> {
    const row = await tx.maybeOne(
      { now: 'date' },
      Prisma.sql`SELECT now() AS now FROM lead WHERE id = ${leadId}::uuid`,
    );
    return row?.now;
  }
}
