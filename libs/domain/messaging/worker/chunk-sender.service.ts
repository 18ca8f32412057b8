import { Injectable, Logger } from '@nestjs/common';
import { Env } from '@platform/config';
import { Database, type SqlTx } from '@platform/database';
import { DomainError } from '@platform/errors';
import { LeaseLost, type JobContext } from '@platform/jobs/worker';
import { ChunkPlanner, type PlannedChunk } from '../chunk-planner.service';
import { ChunksRepository, type ClaimedChunk } from '../chunks.repository';
import { HandOffRepository } from '../hand-off.repository';
import { makeCalls } from '../send-calls';
import { Settlement, type ChunkDriver, type Handed } from '../settlement.service';
import { handOffMetrics } from './hand-off-metrics';

/** Texts of one chunk under way at once; eight lanes of them fill the connections of one account. */
const callsAtOnce = 16;
/** A settlement that Postgres does not take is tried again: the provider's answer is known only here. In ms. */
const settleRetryMs = 500;
const settleTries = 20;

/** One chunk's way: claim, ask the gate, commit to the call, call, settle. Each step survives the process. */
@Injectable()
export class ChunkSender {
  private readonly logger = new Logger(ChunkSender.name);

  constructor(
    private readonly env: Env,
    private readonly database: Database,
    private readonly chunks: ChunksRepository,
    private readonly handOffs: HandOffRepository,
    private readonly planner: ChunkPlanner,
    private readonly settlement: Settlement,
  ) {}

  /** Sends the chunk that `driver` claims, or lets it rest when there is none. */
  async send(context: JobContext, driver: ChunkDriver): Promise<void> {
    const began = performance.now();
    const claimed = await context.stepSql(async (tx) => {
      const chunk = await driver.claim(tx);
      return chunk && { chunk, facts: await this.planner.read(tx, chunk) };
    });
    if (!claimed) return context.completeSql((tx) => driver.idle(tx));

    const { chunk, facts } = claimed;
    if (chunk.heldUntil) return this.returnClaim(context, driver, chunk, chunk.heldUntil);
    const planned = this.planner.plan(context.scope.teamId, chunk, facts);
    const now = () => new Date(facts.settings.now.getTime() + performance.now() - began);
    if (planned.plan.ready.length === 0) return this.stopAll(context, driver, chunk, planned, now());

    const handedOff = await this.database.sql(context.scope, (tx) =>
      this.handOff(tx, driver, chunk, planned, now()),
    );
    if (!handedOff) return this.returnClaim(context, driver, chunk);

    const calls = planned.calls(handedOff.overtaken);
    const results = await makeCalls(calls, {
      concurrency: callsAtOnce,
      stop: () => this.reasonToStop(performance.now() - began, context.signal),
    });
    handOffMetrics.count(chunk.channel, results);
    await this.settle(context, { chunk, driver, results, handedOffAt: handedOff.handedOffAt, now });
  }

  /** A process that slept must not send what recovery may have given up on meanwhile. */
  private reasonToStop(elapsedMs: number, signal: AbortSignal): string | undefined {
    if (signal.aborted) return 'stopping';
    return elapsedMs > this.env.PROVIDER_TIMEOUT_MS ? 'out_of_time' : undefined;
  }

  /** Commits to the call; undefined when the chunk may not be sent now. */
  private async handOff(
    tx: SqlTx,
    driver: ChunkDriver,
    chunk: ClaimedChunk,
    { plan }: PlannedChunk,
    now: Date,
  ): Promise<{ handedOffAt: Date; overtaken: Set<string> } | undefined> {
    const claimMs = this.env.PROVIDER_TIMEOUT_MS / 2;
    const done = await this.chunks.handOff(tx, chunk, { epoch: driver.epoch, claimMs });
    if (!done) return undefined;
    await this.settlement.stop(tx, chunk, driver, plan, now);
    const overtaken = await this.handOffs.overtaken(tx, chunk);
    await this.handOffs.skip(tx, overtaken);
    return { ...done, overtaken: new Set(overtaken.map(({ id }) => id)) };
  }

  /** The gate stopped every message: nothing is handed off, the chunk is settled at once. */
  private async stopAll(
    context: JobContext,
    driver: ChunkDriver,
    chunk: ClaimedChunk,
    { plan }: PlannedChunk,
    now: Date,
  ): Promise<void> {
    await context.completeSql(async (tx) => {
      if (await this.chunks.settle(tx, chunk)) await this.settlement.stop(tx, chunk, driver, plan, now);
      await driver.next(tx);
    });
  }

  /**
   * Paused, cancelled, resumed, too slow between claim and hand-off, or the provider wants the team to wait until `until`:
   * nothing was sent, so nothing is lost.
   */
  private async returnClaim(
    context: JobContext,
    driver: ChunkDriver,
    chunk: ClaimedChunk,
    until?: Date,
  ): Promise<void> {
    await context.completeSql(async (tx) => {
      const returned = await this.chunks.giveBack(tx, chunk, { from: 'claimed', dueAt: until });
      if (returned) await driver.requeued(tx, chunk, until ?? chunk.dueAt);
      await driver.next(tx, until);
    });
  }

  private async settle(context: JobContext, handed: Handed): Promise<void> {
    const { driver, chunk } = handed;
    for (let tries = 1; ; tries++) {
      try {
        return await context.completeSql(async (tx) => {
          const { pauseUntil } = await this.settlement.settle(tx, handed);
          await driver.next(tx, pauseUntil);
        });
      } catch (error) {
        if (error instanceof LeaseLost) {
          // The job goes on elsewhere; what became of this chunk is still known only here.
          this.logger.warn({ chunkId: chunk.id }, 'a chunk is settled after its job was lost');
          await this.database.sql(context.scope, (tx) => this.settlement.settle(tx, handed));
          throw error;
        }
        const waits = error instanceof DomainError && error.retryable && tries < settleTries;
        if (!waits) throw error;
        await new Promise((resolve) => setTimeout(resolve, settleRetryMs));
      }
    }
  }
}
