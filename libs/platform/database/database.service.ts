import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { Env } from '@platform/config';
import { recordCompanion } from './companion';
import { databaseUnavailable, isDatabaseUnavailable } from './failures';
import { PrismaClient } from './generated/client';
import { createPool, openingUnit, statementCounter, type OpeningUnit, type ScopedClient } from './pool';
import { openingStatement, type CrossTeamScope, type Scope } from './scope';
import { SentTx, SqlTx, Tx } from './transaction';

/** A unit of work must be short: locks and the connection are held for its whole life. In ms. */
const unitTimeout = 60_000;

/** The only way to Postgres. Every statement runs inside a unit of work that has taken a role and, mostly, a team. */
@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly logger = new Logger(Database.name);
  private readonly pool: pg.Pool;
  private readonly prisma: PrismaClient;
  /** A worker that is silent for longer than its leases is taken for dead; so is a unit of work. */
  private readonly patienceMs: number;

  constructor(env: Env) {
    this.patienceMs = env.JOB_LEASE_MS;
    this.pool = createPool(env.DATABASE_URL, env.DATABASE_POOL, (error) =>
      this.logger.warn(`idle database connection lost: ${error.message}`),
    );
    this.prisma = new PrismaClient({ adapter: new PrismaPg(this.pool) });
  }

  /**
   * Runs `work` in one transaction with Prisma and SQL on one connection, and commits when it returns.
   * @throws DomainError unavailable/database_unavailable when Postgres cannot be reached; whatever `work` throws.
   */
  async transaction<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
    const unit: OpeningUnit = { scope, patienceMs: this.patienceMs };
    let tx: Tx | undefined;
    const result = await this.translate(
      openingUnit.run(unit, () =>
        this.prisma.$transaction(
          async (prisma) => {
            if (!unit.client) throw new Error('the unit of work was opened without its role');
            tx = new Tx(scope, unit.client, prisma);
            const answer = await work(tx);
            await recordCompanion(tx);
            return answer;
          },
          { timeout: unitTimeout, maxWait: 10_000 },
        ),
      ),
    );
    tx?.committed();
    return result;
  }

  /** The same without Prisma: for hot paths whose statements are all SQL. */
  async sql<T>(scope: Scope, work: (tx: SqlTx) => Promise<T>): Promise<T> {
    const client = await this.translate(this.pool.connect());
    const tx = new SqlTx(scope, client);
    let broken: Error | undefined;
    try {
      await client.query(openingStatement(scope, this.patienceMs));
      const result = await work(tx);
      await recordCompanion(tx);
      const { command } = await client.query('COMMIT');
      if (command !== 'COMMIT') throw new Error('the transaction had failed and was rolled back');
      tx.committed();
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((rollbackError: Error) => (broken = rollbackError));
      throw isDatabaseUnavailable(error) ? databaseUnavailable() : error;
    } finally {
      client.release(broken);
    }
  }

  /**
   * The same for a unit whose statements do not wait for each other's answers: all of it, BEGIN and COMMIT included, is one
   * packet and one round trip. `work` starts its statements before it first awaits anything; a later one is refused. What it
   * makes of the answers comes after the commit and cannot undo it, so units of a team, which others may join, are not for it.
   */
  async sqlAtOnce<T>(scope: CrossTeamScope, work: (tx: SqlTx) => Promise<T>): Promise<T> {
    const client = (await this.translate(this.pool.connect())) as pg.PoolClient & ScopedClient;
    const tx = new SentTx(scope, client);
    let broken: Error | undefined;
    try {
      const [opened, result, commit] = await client.inOnePacket(() => {
        const opening = client.query(openingStatement(scope, this.patienceMs));
        const working = work(tx);
        tx.seal();
        return Promise.allSettled([opening, working, client.query('COMMIT')]);
      });
      if (commit.status === 'rejected') broken = commit.reason as Error;
      // A statement that fails makes a ROLLBACK of the COMMIT behind it.
      const failed = [opened, result, commit].find((part) => part.status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
      if (commit.status === 'fulfilled' && commit.value.command !== 'COMMIT')
        throw new Error('the transaction had failed and was rolled back');
      tx.committed();
      return (result as PromiseFulfilledResult<T>).value;
    } catch (error) {
      throw isDatabaseUnavailable(error) ? databaseUnavailable() : error;
    } finally {
      client.release(broken);
    }
  }

  /** Asks Postgres for its time: readiness, and how far this machine's clock is off. */
  async ping(): Promise<{ now: Date }> {
    const result = await this.translate(this.pool.query<{ now: Date }>('SELECT now()'));
    return { now: result.rows[0]!.now };
  }

  /** A connection of its own for LISTEN; the caller ends it. */
  async dedicatedConnection(): Promise<pg.PoolClient> {
    return this.translate(this.pool.connect());
  }

  get statementsSent(): number {
    return statementCounter.sent;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.prisma.$disconnect();
    await this.pool.end();
  }

  private async translate<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw isDatabaseUnavailable(error) ? databaseUnavailable() : error;
    }
  }
}
