import { Injectable } from '@nestjs/common';
import { isStatementTimeout, Prisma, type SqlTx } from '@platform/database';
import { segmentTooSlow } from './segments.errors';

/** For the hashes of what leads have done, instead of a look-up per lead. */
const workMemory = '64MB';

@Injectable()
export class SegmentPeopleRepository {
  /** Who asks waits, and a statement that takes longer holds up others. */
  protected readonly secondsAllowed: number = 10;

  async count(tx: SqlTx, condition: Prisma.Sql): Promise<number> {
    const { count } = await tx.one(
      { count: 'int' },
      Prisma.sql`SELECT count(*)::int AS count FROM lead WHERE ${condition}`,
    );
    return count;
  }

  async any(tx: SqlTx, condition: Prisma.Sql): Promise<boolean> {
    const { found } = await tx.one(
      { found: 'bool' },
      Prisma.sql`SELECT EXISTS (SELECT FROM lead WHERE ${condition}) AS found`,
    );
    return found;
  }

  /** The most a statement about people may take, for the rest of the unit of work. @throws DomainError unprocessable/segment_too_slow */
  async bounded<T>(tx: SqlTx, work: () => Promise<T>): Promise<T> {
    await tx.rows(
      { done: 'text' },
      Prisma.sql`SELECT set_config('statement_timeout', ${`${this.secondsAllowed}s`}, true)
        || set_config('work_mem', ${workMemory}, true) || set_config('jit', 'off', true) AS done`,
    );
    try {
      return await work();
    } catch (error) {
      throw isStatementTimeout(error) ? segmentTooSlow(this.secondsAllowed) : error;
    }
  }

  async teamZone(tx: SqlTx): Promise<string> {
    const { zone } = await tx.one(
      { zone: 'text' },
      Prisma.sql`SELECT timezone AS zone FROM team WHERE id = brickwork_team()`,
    );
    return zone;
  }
}
