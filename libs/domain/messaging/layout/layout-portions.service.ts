import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import { AudienceRepository } from './audience.repository';
import { LayoutRepository } from './layout.repository';

/** Parts of a thousand leads per portion: the first portions are small, so that sending begins soon. */
const fewestParts = 2;
const mostParts = 16;

export interface WrittenPortion {
  /** Of the audience; null when nothing was left. */
  firstPart: number | null;
  more: boolean;
}

/** Writes messages for the next parts of a frozen audience. */
@Injectable()
export class LayoutPortions {
  constructor(
    private readonly audiences: AudienceRepository,
    private readonly layouts: LayoutRepository,
  ) {}

  async writeNext(tx: SqlTx, sourceId: string): Promise<WrittenPortion> {
    const waiting = await this.audiences.nextParts(tx, sourceId, mostParts + 1);
    const [firstPart] = waiting;
    if (firstPart === undefined) return { firstPart: null, more: false };
    const parts = waiting.slice(0, Math.min(mostParts, Math.max(fewestParts, firstPart)));
    await this.layouts.insert(tx, sourceId, parts);
    return { firstPart, more: waiting.length > parts.length };
  }
}
