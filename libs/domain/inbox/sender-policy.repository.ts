import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

@Injectable()
export class SenderPolicy {
  /** What the team wants to become of people who write and are no lead. */
  async of(tx: SqlTx): Promise<'triage' | 'create_lead'> {
    const { policy } = await tx.one(
      { policy: 'text' },
      Prisma.sql`SELECT unknown_senders AS policy FROM team WHERE id = brickwork_team()`,
    );
    return policy === 'create_lead' ? 'create_lead' : 'triage';
  }
}
