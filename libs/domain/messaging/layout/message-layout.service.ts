import { Injectable } from '@nestjs/common';
import { teamOf, type SqlTx } from '@platform/database';
import { Events } from '@platform/events';
import { Jobs } from '@platform/jobs';
import { Lanes } from '../lanes.service';
import { layoutFailed } from '../messaging.events';
import { messagingJobs, type LayOutPayload } from '../messaging.jobs';
import { SourcesRepository } from '../sources.repository';
import { isValidZone, localTimeInZone } from '../send-window';
import { AudienceRepository } from './audience.repository';
import { LayoutPortions } from './layout-portions.service';
import type { FrozenLayout, Layout, LocalDue, ZoneInstant } from './layout.types';

/** From an audience to one row per recipient, in chunks that are one call to the provider each. */
@Injectable()
export class MessageLayout {
  constructor(
    private readonly audiences: AudienceRepository,
    private readonly portions: LayoutPortions,
    private readonly sources: SourcesRepository,
    private readonly lanes: Lanes,
    private readonly jobs: Jobs,
    private readonly events: Events,
  ) {}

  /**
   * Freezes who is written to, with one statement; memory here stays the same for a million. Their messages are written in
   * portions by a job of its own once `tx` commits, and sending begins behind the first of them. Recipients without an address
   * count: they get a skipped message. An address comes at most once: it is unique in the team.
   * @throws a unique violation when the source was laid out before; RangeError for a local time that does not exist.
   */
  async begin(tx: SqlTx, layout: Layout): Promise<{ recipients: number }> {
    const { sourceId } = layout;
    const recipients = await this.freeze(tx, layout);
    await this.enqueue(tx, { teamId: teamOf(tx), sourceId, seq: 0 });
    return { recipients };
  }

  /** Writes the next portion, starts lanes for it and enqueues the portion after it. */
  async continue(tx: SqlTx, { sourceId, seq }: LayOutPayload): Promise<void> {
    const { more, firstPart } = await this.portions.writeNext(tx, sourceId);
    // Locked only now, so that a pause waits for no rows being written; a lane that rests sees the new chunks from here on.
    const state = await this.sources.lock(tx, sourceId);
    if (state === 'cancelled') {
      await this.sources.cancelChunks(tx, sourceId);
      await this.lanes.writeCancelledLater(tx, sourceId, firstPart);
    } else await this.lanes.start(tx, sourceId);
    if (more) await this.enqueue(tx, { teamId: teamOf(tx), sourceId, seq: seq + 1 });
  }

  /** After a failure: goes on with what is left, if anything is. */
  async resume(tx: SqlTx, sourceId: string): Promise<void> {
    if (await this.audiences.isWaiting(tx, sourceId)) {
      await this.enqueue(tx, { teamId: teamOf(tx), sourceId, seq: 0 });
    }
  }

  /** The job was given up: what is laid out is kept, and whoever wanted the rest is told. */
  async fail(tx: SqlTx, sourceId: string): Promise<void> {
    await this.events.publish(tx, layoutFailed, { sourceId });
  }

  /** @internal Apart from `begin` for tests that write the portions themselves. */
  async freeze(tx: SqlTx, layout: Layout): Promise<number> {
    const { sourceId, channel, purpose, contents, dedupePrefix, audience, dueAt } = layout;
    if (contents.length === 0 || contents.some(({ weight }) => !(weight > 0))) {
      throw new RangeError('a layout needs contents with weights above zero');
    }
    const fallback = dueAt instanceof Date ? dueAt : instantOf(dueAt, dueAt.fallbackZone);
    const recipients = await this.audiences.freeze(tx, sourceId, audience);
    const frozen: FrozenLayout = {
      ...{ channel, purpose, contents, dedupePrefix },
      dueAt: fallback.toISOString(),
      zones: dueAt instanceof Date ? [] : await this.zones(tx, sourceId, dueAt),
    };
    await this.audiences.keep(tx, sourceId, frozen);
    return recipients;
  }

  private async zones(tx: SqlTx, sourceId: string, due: LocalDue): Promise<ZoneInstant[]> {
    const known = await this.audiences.zonesOf(tx, sourceId);
    return known
      .filter((zone) => isValidZone(zone))
      .map((zone) => ({ zone, at: instantOf(due, zone).toISOString() }));
  }

  private async enqueue(tx: SqlTx, payload: LayOutPayload): Promise<void> {
    // Two keys in turn: a successor is enqueued while its predecessor is still unfinished.
    const dedupeKey = `lay-out:${payload.sourceId}:${payload.seq % 2}`;
    await this.jobs.enqueue(tx, messagingJobs.layOut, payload, { dedupeKey });
  }
}

function instantOf({ localDate, localTime }: LocalDue, zone: string): Date {
  return localTimeInZone(localDate, localTime, zone);
}
