import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import { RowMoves, type Follower, type MovedPart, type Owners } from '@platform/row-moves';
import { PairRowsRepository } from './pair-rows.repository';

const pairs = 'lead_duplicate.taken';

/** What becomes of a lead's like when it is merged: the survivor is compared anew, by a job that hears of the merge. */
@Injectable()
export class PairRows implements Follower {
  readonly rows = [];
  readonly tables = ['lead_match_key', 'lead_duplicate'];

  constructor(
    private readonly moves: RowMoves,
    private readonly repository: PairRowsRepository,
  ) {}

  async prepare(tx: SqlTx, leads: Owners): Promise<MovedPart[]> {
    const setAside = await this.repository.take(tx, leads.from);
    if (setAside === '[]') return [];
    return [{ part: pairs, ids: await this.repository.carryDismissals(tx, leads, setAside), setAside }];
  }

  async restore(tx: SqlTx, _leads: Owners, parts: readonly MovedPart[]): Promise<void> {
    for (const { ids, setAside } of parts.filter(({ part }) => part === pairs)) {
      await this.repository.drop(tx, ids);
      await this.moves.putBack(tx, 'lead_duplicate', setAside);
    }
  }
}
