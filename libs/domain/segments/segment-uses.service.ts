import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import type { SegmentUse } from './segment';
import { segmentNotFound } from './segments.errors';
import { SegmentUsesRepository } from './segment-uses.repository';

/** Who would break if a segment went. Slices above say so themselves: this one does not know them. */
@Injectable()
export class SegmentUses {
  constructor(private readonly repository: SegmentUsesRepository) {}

  /** From now on `user` uses exactly these segments. @throws DomainError not_found/segment_not_found */
  async set(tx: SqlTx, user: SegmentUse, segmentIds: readonly string[]): Promise<void> {
    const wanted = [...new Set(segmentIds.map((id) => id.toLowerCase()))];
    await this.repository.clear(tx, user.kind, user.id);
    if (wanted.length === 0) return;
    const held = await this.repository.hold(tx, wanted);
    if (held.length < wanted.length) throw segmentNotFound();
    await this.repository.add(tx, user, wanted);
  }
}
