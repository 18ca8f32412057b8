import { Injectable, Logger } from '@nestjs/common';
import { Env } from '@platform/config';
import { Database, teamOf, type SqlTx } from '@platform/database';
import { DomainError } from '@platform/errors';
import type { JobContext } from '@platform/jobs/worker';
import { ChunkPlanner } from '../chunk-planner.service';
import { ChunksRepository, type ClaimedChunk } from '../chunks.repository';
import { CallSlots, makeCalls, type CallResult, type ProviderCall } from '../send-calls';
import { Settlement, type ChunkDriver, type Handed } from '../settlement.service';
import { handOffMetrics } from './hand-off-metrics';

/** Texts of one team's lanes under way at once: as many as its account has connections. */
const textsAtOnce = 128;
/** Calls of any other chunk under way at once. */
const callsAtOnce = 32;
/** A settlement that Postgres does not take is tried again: the provider's answer is known only here. In ms. */
const settleRetryMs = 500;
const settleTries = 20;

interface HandedOff {
  /** Postgres' time … */
  handedOffAt: Date;
  /** … and this process' own, in ms, at that moment. */
  readAt: number;
  calls: ProviderCall[];
}

/** One chunk's way: claim, ask the gate, commit to the call, call, settle. Each step survives the process. */
@Injectable()
export class ChunkSender {
  private readonly logger = new Logger(ChunkSender.name);
  /** By team, while its lanes send texts. */
  private readonly textSlots = new Map<string, CallSlots>();

  constructor(
    private readonly env: Env,
    private readonly database: Database,
    private readonly chunks: ChunksRepository,
    private readonly planner: ChunkPlanner,
    private readonly settlement: Settlement,
  ) {}

  /** Sends the chunk that `driver` claims, or lets it rest when there is none. */
  async send(context: JobContext, driver: ChunkDriver): Promise<void> {
    const began = performance.now();
    const chunk = await context.stepSql((tx) => driver.claim(tx));
    if (!chunk) return context.completeSql((tx) => driver.idle(tx));
    if (chunk.heldUntil) return this.returnClaim(context, driver, chunk, chunk.heldUntil);

    const handed = await this.database.sql(context.scope, (tx) => this.handOff(tx, driver, chunk));
    if (!handed) return this.returnClaim(context, driver, chunk);

    const stop = () => this.reasonToStop(performance.now() - began, context.signal);
    const results = await this.call(context.scope.teamId, driver, chunk, handed.calls, stop);
    handOffMetrics.count(chunk.channel, results);
    const { handedOffAt, readAt } = handed;
    const now = () => new Date(handedOffAt.getTime() + performance.now() - readAt);
    await this.settle(context, { chunk, driver, results, handedOffAt, now });
  }

  /** Texts of lanes share the slots of their team; a message with a job of its own never waits behind a campaign. */
  private async call(
    teamId: string,
    driver: ChunkDriver,
    chunk: ClaimedChunk,
    calls: ProviderCall[],
    stop: () => string | undefined,
  ): Promise<CallResult[]> {
    if (chunk.channel === 'EMAIL' || driver.epoch === null) {
      return makeCalls(calls, { slots: new CallSlots(callsAtOnce), stop });
    }
    const slots = this.textSlots.get(teamId) ?? new CallSlots(textsAtOnce);
    this.textSlots.set(teamId, slots);
    try {
      return await makeCalls(calls, { slots, stop });
    } finally {
      if (slots.idle) this.textSlots.delete(teamId);
    }
  }

  /** A process that slept must not send what recovery may have given up on meanwhile. */
  private reasonToStop(elapsedMs: number, signal: AbortSignal): string | undefined {
    if (signal.aborted) return 'stopping';
    return elapsedMs > this.env.PROVIDER_TIMEOUT_MS ? 'out_of_time' : undefined;
  }

  /**
   * Commits to the calls of what the gate lets through; undefined when the chunk may not be sent now. The facts are read behind
   * the hand-off's own statement: an opt-out that was committed before `handedOffAt` is honoured.
   */
  private async handOff(tx: SqlTx, driver: ChunkDriver, chunk: ClaimedChunk): Promise<HandedOff | undefined> {
    const claimMs = this.env.PROVIDER_TIMEOUT_MS / 2;
    const done = await this.chunks.handOff(tx, chunk, { epoch: driver.epoch, claimMs });
    if (!done) return undefined;
    const readAt = performance.now();
    const facts = await this.planner.read(tx, chunk);
    const { plan, calls } = this.planner.plan(teamOf(tx), chunk, facts);
    await this.settlement.stop(tx, chunk, driver, plan, facts.settings.now);
    return { ...done, readAt, calls };
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
        if (error instanceof DomainError && error.retryable && tries < settleTries) {
          await new Promise((resolve) => setTimeout(resolve, settleRetryMs));
          continue;
        }
        // The job goes on elsewhere or fails; what became of this chunk is known only here.
        this.logger.warn({ chunkId: chunk.id }, 'a chunk is settled apart from its job');
        await this.database.sql(context.scope, (tx) => this.settlement.settle(tx, handed));
        throw error;
      }
    }
  }
}
