import { Injectable } from '@nestjs/common';
import { MessageRows } from '@domain/messaging';
import type { SqlTx } from '@platform/database';
import { RowMoves, type Follower, type MovedPart, type Owners } from '@platform/row-moves';
import { RunExits } from './run-exits.service';
import { RunRowsRepository } from './run-rows.repository';

const names = {
  ended: 'workflow_run.ended',
  apart: 'workflow_run.entered_by',
  entries: 'workflow_entry.joined',
} as const;
const ofWorkflows = 'workflow_id IN (SELECT id FROM workflow)';

/** What follows a lead that is merged: its runs. Of two live runs of a workflow the survivor's goes on. */
@Injectable()
export class RunRows implements Follower {
  readonly rows = [
    { table: 'workflow_run', column: 'lead_id', only: ofWorkflows },
    {
      ...{ table: 'workflow_entry', column: 'lead_id', key: 'workflow_id' },
      ...{ onePer: ['workflow_id'], only: ofWorkflows },
    },
    { table: 'workflow_enrolment', column: 'audience', inside: true as const, only: `state = 'running'` },
  ];

  constructor(
    private readonly moves: RowMoves,
    private readonly exits: RunExits,
    private readonly messages: MessageRows,
    private readonly repository: RunRowsRepository,
  ) {}

  async prepare(tx: SqlTx, leads: Owners): Promise<MovedPart[]> {
    const parts = await this.endDoubles(tx, leads);
    const apart = await this.repository.enteredTwice(tx, leads);
    if (apart.length > 0) {
      parts.push({ part: names.apart, ids: [], setAside: await this.moves.read(tx, 'workflow_run', apart) });
      await this.repository.enterApart(tx, apart);
    }
    const setAside = await this.repository.joinEntries(tx, leads);
    if (setAside !== '[]') parts.push({ part: names.entries, ids: [], setAside });
    return parts;
  }

  /** A run that ended by the merge goes on from where it was; one that should have gone on meanwhile does so now. */
  async restore(tx: SqlTx, { to }: Owners, parts: readonly MovedPart[]): Promise<void> {
    for (const { part, setAside } of parts.toReversed()) {
      if (part === names.ended || part === names.apart)
        await this.moves.putBack(tx, 'workflow_run', setAside);
      if (part === names.entries) await this.repository.partEntries(tx, to, setAside);
    }
  }

  private async endDoubles(tx: SqlTx, leads: Owners): Promise<MovedPart[]> {
    const ids = await this.repository.liveTwice(tx, leads);
    if (ids.length === 0) return [];
    const withdrawn = await this.messages.remember(
      tx,
      ids.map((id) => `run:${id}:`),
    );
    const setAside = await this.moves.read(tx, 'workflow_run', ids);
    await this.exits.end(tx, { ids }, { state: 'cancelled', reason: 'lead_merged' });
    return [...withdrawn, { part: names.ended, ids: [], setAside }];
  }
}
