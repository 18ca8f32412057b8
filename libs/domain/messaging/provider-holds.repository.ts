import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

/** The moment before which a provider wants no call for a team: one worker is told, all must know. */
@Injectable()
export class ProviderHoldsRepository {
  async note(tx: SqlTx, channel: 'EMAIL' | 'SMS', until: Date): Promise<void> {
    await tx.execute(Prisma.sql`INSERT INTO provider_hold AS h (team_id, channel, until)
      VALUES (brickwork_team(), ${channel}, ${until}::timestamptz)
      ON CONFLICT (team_id, channel) DO UPDATE SET until = greatest(h.until, excluded.until)`);
  }
}

/** The hold a chunk is under, null when it may be sent. Needs the alias `k` (message_chunk). */
export const heldUntil = Prisma.sql`(SELECT h.until FROM provider_hold h
  WHERE h.team_id = brickwork_team() AND h.channel = k.channel AND h.until > now())`;
