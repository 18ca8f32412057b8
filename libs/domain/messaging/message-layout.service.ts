import { Injectable } from '@nestjs/common';
import type { Prisma, SqlTx } from '@platform/database';
import { LayoutRepository, type ZoneInstant } from './layout.repository';
import { isValidZone, localTimeInZone } from './send-window';

/** Messages per call to the provider (SendGrid takes 1,000), or per burst of calls. */
export const chunkSizes = { EMAIL: 1_000, SMS: 50 } as const;

export interface LocalDue {
  /** `YYYY-MM-DD`, the same date everywhere. */
  localDate: string;
  /** `HH:mm` on each recipient's clock. */
  localTime: string;
  /** IANA zone of recipients whose zone is unknown. */
  fallbackZone: string;
}

export interface Layout {
  sourceId: string;
  sourceKind: string;
  channel: 'EMAIL' | 'SMS';
  purpose: 'marketing' | 'transactional';
  /** One per variant; each lead gets one of them, always the same one, in proportion to the weights (whole numbers). */
  contents: { contentId: string; variant?: string | null; weight: number }[];
  /** A SELECT of lead ids of the team (one column); may name a lead more than once. */
  audience: Prisma.Sql;
  /** An instant (UTC), or a local time in each recipient's zone. */
  dueAt: Date | LocalDue;
  /** `campaign:<id>`; a message's key is this, a colon and the lead's id. */
  dedupePrefix: string;
}

/** Freezes an audience: one row per recipient, in chunks that are one call to the provider each. */
@Injectable()
export class MessageLayout {
  constructor(private readonly repository: LayoutRepository) {}

  /**
   * Writes the messages of a source with one statement; memory here stays the same for a million. Leads without an address get a
   * skipped row, so that the audience adds up. `messages` counts both. An address comes at most once: it is unique in the team.
   * @throws a unique violation when the source was laid out before; RangeError for a local time that does not exist.
   */
  async layOut(tx: SqlTx, layout: Layout): Promise<{ messages: number; chunks: number }> {
    if (layout.contents.length === 0 || layout.contents.some(({ weight }) => !(weight > 0))) {
      throw new RangeError('a layout needs contents with weights above zero');
    }
    const due = layout.dueAt instanceof Date ? layout.dueAt : await this.zones(tx, layout, layout.dueAt);
    return this.repository.insert(tx, layout, due, chunkSizes[layout.channel]);
  }

  private async zones(tx: SqlTx, { audience }: Layout, due: LocalDue): Promise<ZoneInstant[]> {
    const known = await this.repository.zonesOf(tx, audience);
    return known.map((zone) => {
      const clock = zone !== null && isValidZone(zone) ? zone : due.fallbackZone;
      return { zone, at: localTimeInZone(due.localDate, due.localTime, clock) };
    });
  }
}
