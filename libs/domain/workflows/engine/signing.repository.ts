import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

export interface Signing {
  generation: number;
  /** Null: the generation before is no longer used. */
  previousUntil: Date | null;
}

const shape = { generation: 'int', previousUntil: 'date?' } as const;
const columns = Prisma.sql`generation, CASE WHEN previous_until > now() THEN previous_until END AS "previousUntil"`;

@Injectable()
export class SigningRepository {
  async get(tx: SqlTx): Promise<Signing> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM workflow_signing WHERE team_id = brickwork_team()`,
    );
    return row ?? { generation: 0, previousUntil: null };
  }

  async rotate(tx: SqlTx, overlapMinutes: number): Promise<Signing> {
    const until =
      overlapMinutes > 0 ? Prisma.sql`now() + ${overlapMinutes} * interval '1 minute'` : Prisma.sql`NULL`;
    return tx.one(
      shape,
      Prisma.sql`INSERT INTO workflow_signing (team_id, generation, previous_until)
        VALUES (brickwork_team(), 1, ${until})
        ON CONFLICT (team_id) DO UPDATE SET generation = workflow_signing.generation + 1,
          previous_until = excluded.previous_until, rotated_at = now()
        RETURNING ${columns}`,
    );
  }
}
