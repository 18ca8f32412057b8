import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

@Injectable()
export class CampaignPeopleRepository {
  /** A member of the team; row-level security hides everybody else. */
  async find(tx: SqlTx, userId: string): Promise<{ name: string; email: string } | undefined> {
    return tx.maybeOne(
      { name: 'text', email: 'text' },
      Prisma.sql`SELECT name, email FROM app_user WHERE id = ${userId}::uuid`,
    );
  }
}
