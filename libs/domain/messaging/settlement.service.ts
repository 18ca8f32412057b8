import { Injectable } from '@nestjs/common';
import { teamOf, type SqlTx } from '@platform/database';
import { Events } from '@platform/events';
import { Jobs } from '@platform/jobs';
import { ChunksRepository, type ClaimedChunk } from './chunks.repository';
import { holdsByInstant, HandOffRepository } from './hand-off.repository';
import { accountRejected } from './messaging.events';
import { messagingJobs } from './messaging.jobs';
import { ProviderHoldsRepository } from './provider-holds.repository';
import type { CallResult } from './send-calls';
import type { Broken, Stopped } from './send-plan';
import { RefusalEffects } from './refusal-effects.service';
import { planSettlement, type Back, type SettlementPlan } from './settlement-plan';
import { SettlementRepository, type Outcome } from './settlement.repository';
import { SourcesRepository } from './sources.repository';

/** Evidence of a hand-off may come that much later than its timeout: longer than the slowest acceptance known, in ms. */
export const uncertainGraceMs = 15 * 60_000;

/** What drives a chunk: a lane of its source, or a job of its own. */
export interface ChunkDriver {
  /** Of the lane; null when a resume of the source makes no difference. */
  epoch: number | null;
  claim(tx: SqlTx): Promise<ClaimedChunk | undefined>;
  /** There was nothing to claim. */
  idle(tx: SqlTx): Promise<void>;
  /** A chunk was put back, or made, and is due then. */
  requeued(tx: SqlTx, chunk: { id: string; fence: number }, dueAt: Date): Promise<void>;
  /** The chunk is done with; `pauseUntil` when the team must wait. */
  next(tx: SqlTx, pauseUntil?: Date): Promise<void>;
}

export interface Handed {
  chunk: ClaimedChunk;
  driver: ChunkDriver;
  results: CallResult[];
  handedOffAt: Date;
  /** Postgres' time, as well as this process can tell without asking. */
  now: () => Date;
}

/** Writes the end of a chunk: one short transaction, fenced, together with the job that goes on. */
@Injectable()
export class Settlement {
  constructor(
    private readonly jobs: Jobs,
    private readonly events: Events,
    private readonly sources: SourcesRepository,
    private readonly chunks: ChunksRepository,
    private readonly handOffs: HandOffRepository,
    private readonly rows: SettlementRepository,
    private readonly effects: RefusalEffects,
    private readonly holds: ProviderHoldsRepository,
  ) {}

  /** Skips, holds and failures that need no provider. */
  async stop(
    tx: SqlTx,
    chunk: ClaimedChunk,
    driver: ChunkDriver,
    plan: { skipped: Stopped[]; held: Stopped[]; broken: Broken[] },
    now: Date,
  ): Promise<void> {
    await this.handOffs.skip(tx, chunk.id, plan.skipped);
    await this.handOffs.fail(tx, chunk.id, plan.broken);
    for (const [until, held] of holdsByInstant(plan.held, now)) {
      const dueAt = new Date(until);
      const id = await this.chunks.insert(tx, chunk, { dueAt, size: held.length, attempts: 0 });
      await this.handOffs.hold(tx, chunk.id, held, { dueAt, id });
      await driver.requeued(tx, { id, fence: 0 }, dueAt);
    }
  }

  /**
   * Writes all answers. A chunk that was taken from this worker is left alone; what the provider accepted is still noted, as
   * evidence. `pauseUntil`: the provider wants the whole team to wait.
   */
  async settle(tx: SqlTx, handed: Handed): Promise<{ pauseUntil?: Date }> {
    const { chunk, results } = handed;
    const plan = planSettlement(results, chunk.attempts, Date.now());
    const outcome: Outcome = {
      provider: chunk.channel === 'EMAIL' ? 'sendgrid' : 'twilio',
      handedOffAt: handed.handedOffAt,
    };
    if (plan.holdMs > 0) await this.holds.note(tx, chunk.channel, later(handed, plan.holdMs));
    const pauses = plan.back.filter(({ teamWaits }) => teamWaits).map(({ pauseMs }) => pauseMs);
    const pauseUntil = pauses.length > 0 ? later(handed, Math.max(...pauses)) : undefined;
    if (isWholly(plan, plan.back.length) && (await this.returnWhole(tx, handed, plan.back[0]!))) {
      await this.refuseAccount(tx, handed, plan);
      return { pauseUntil };
    }
    const [one] = plan.accepted;
    // One call for all of a mail's chunk: its acceptance is that of every message in it, and no other row is written.
    const whole = one && results.length === 1 && chunk.channel === 'EMAIL';
    const ended = whole
      ? await this.chunks.accept(tx, chunk, { ...outcome, providerId: one.providerId })
      : await this.chunks.settle(tx, chunk);
    if (!ended) {
      await this.rows.acceptEach(tx, null, plan.accepted, outcome);
      return {};
    }
    if (whole) return { pauseUntil };
    await this.rows.acceptEach(tx, chunk.id, plan.accepted, outcome);
    for (const { ids, ...why } of plan.uncertain) await this.rows.uncertain(tx, chunk.id, ids, why, outcome);
    if (plan.uncertain.length > 0) await this.lookUpLater(tx, chunk, handed.now());
    const refused = await this.rows.fail(tx, chunk.id, plan.failed, outcome);
    await this.effects.apply(tx, chunk.channel, plan.failed, refused);
    for (const ids of plan.parts)
      await this.toNewChunk(tx, handed, { ids, pauseMs: 0, attempts: chunk.attempts });
    for (const back of plan.back) await this.toNewChunk(tx, handed, back);
    await this.refuseAccount(tx, handed, plan);
    return { pauseUntil };
  }

  async lookUpLater(
    tx: SqlTx,
    chunk: Pick<ClaimedChunk, 'id' | 'channel' | 'purpose'>,
    now: Date,
  ): Promise<void> {
    // Marketing mail cannot be asked about and is never sent again: only a webhook can settle it.
    if (chunk.channel === 'EMAIL' && chunk.purpose === 'marketing') return;
    const payload = { teamId: teamOf(tx), chunkId: chunk.id };
    const dueAt = new Date(now.getTime() + uncertainGraceMs);
    await this.jobs.enqueue(tx, messagingJobs.lookUpUncertain, payload, { dueAt, dedupeKey: chunk.id });
  }

  private async returnWhole(tx: SqlTx, handed: Handed, { pauseMs, attempts }: Back): Promise<boolean> {
    const { chunk, driver } = handed;
    const dueAt = later(handed, pauseMs);
    const returned = await this.chunks.giveBack(tx, chunk, { from: 'handed_off', dueAt, attempts });
    if (returned) await driver.requeued(tx, chunk, dueAt);
    return returned;
  }

  private async toNewChunk(
    tx: SqlTx,
    handed: Handed,
    back: Pick<Back, 'ids' | 'pauseMs' | 'attempts'>,
  ): Promise<void> {
    const dueAt = later(handed, back.pauseMs);
    const { ids, attempts } = back;
    const id = await this.chunks.insert(tx, handed.chunk, { dueAt, size: ids.length, attempts });
    await this.rows.moveToChunk(tx, handed.chunk.id, ids, id);
    await handed.driver.requeued(tx, { id, fence: 0 }, dueAt);
  }

  /** A source of lanes is paused until a person has looked; single messages go on trying and fail in the end. */
  private async refuseAccount(tx: SqlTx, { chunk, driver }: Handed, plan: SettlementPlan): Promise<void> {
    if (!plan.account || driver.epoch === null) return;
    if (!(await this.sources.pauseRunning(tx, chunk.sourceId, driver.epoch))) return;
    const { sourceId, sourceKind: kind, channel } = chunk;
    await this.events.publish(tx, accountRejected, { sourceId, kind, channel, code: plan.account.code });
  }
}

/** By Postgres' clock: this machine's may be an hour off. */
function later({ now }: Handed, pauseMs: number): Date {
  return new Date(now().getTime() + pauseMs);
}

/** Every message of the chunk goes back in one group: then the chunk itself does, and no row is written. */
function isWholly({ accepted, uncertain, failed, parts }: SettlementPlan, groups: number): boolean {
  return groups === 1 && accepted.length + uncertain.length + failed.length + parts.length === 0;
}
