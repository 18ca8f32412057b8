import { Injectable } from '@nestjs/common';
import { Prisma, TenantScope, type SqlTx } from '@platform/database';

/** What is stored under a key; without an answer when there is none of the team's present generation. */
export interface Found {
  generation: number;
  answer?: unknown;
}

@Injectable()
export class CachedAnswersRepository {
  /** One at a time, in all processes, until the end of the transaction. */
  async lock(tx: SqlTx, key: string): Promise<void> {
    await tx.execute(
      Prisma.sql`SELECT pg_advisory_xact_lock(hashtextextended(brickwork_team()::text || ${key}, 0))`,
    );
  }

  async find(tx: SqlTx, key: string): Promise<Found> {
    const { generation, answer } = await tx.one(
      { generation: 'int', answer: 'json?' },
      Prisma.sql`SELECT g.generation, a.answer FROM (
          SELECT coalesce((SELECT generation FROM cache_generation WHERE team_id = brickwork_team()), 0) AS generation) AS g
        LEFT JOIN cached_answer a ON a.team_id = brickwork_team() AND a.key = ${key} AND a.generation = g.generation
          AND a.expires_at > now()`,
    );
    return answer === null ? { generation } : { generation, answer };
  }

  /** Clears what has expired of the team besides. */
  async store(tx: SqlTx, key: string, generation: number, answer: unknown, seconds: number): Promise<void> {
    const viewer = tx.scope instanceof TenantScope ? tx.scope.viewerId : null;
    await tx.execute(
      Prisma.sql`DELETE FROM cached_answer WHERE team_id = brickwork_team() AND expires_at <= now()`,
    );
    await tx.execute(Prisma.sql`
      INSERT INTO cached_answer (team_id, key, viewer_id, generation, answer, expires_at)
      VALUES (brickwork_team(), ${key}, ${viewer}::uuid, ${generation}, ${JSON.stringify(answer)}::json,
        clock_timestamp() + ${seconds}::int * interval '1 second')
      ON CONFLICT (team_id, key) DO UPDATE SET generation = excluded.generation, answer = excluded.answer,
        expires_at = excluded.expires_at`);
  }

  async raiseGeneration(tx: SqlTx): Promise<void> {
    await tx.execute(Prisma.sql`INSERT INTO cache_generation (team_id) VALUES (brickwork_team())
      ON CONFLICT (team_id) DO UPDATE SET generation = cache_generation.generation + 1`);
  }
}
