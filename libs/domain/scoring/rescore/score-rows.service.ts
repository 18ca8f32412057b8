import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import type { Follower, MovedPart, Owners } from '@platform/row-moves';
import { DueLeads } from './due-leads.service';

/** What follows a lead that is merged: the evidence, of which a new score is made, and the history of both. */
@Injectable()
export class ScoreRows implements Follower {
  readonly rows = [
    { table: 'score_signal', column: 'lead_id' },
    { table: 'score_history', column: 'lead_id' },
    { table: 'lead_score', column: 'lead_id', key: 'lead_id', onePer: [] },
    { table: 'score_due', column: 'lead_id', key: 'lead_id', onePer: [] },
  ];

  constructor(private readonly due: DueLeads) {}

  async prepare(tx: SqlTx, { to }: Owners): Promise<MovedPart[]> {
    await this.due.mark(tx, [{ leadId: to }]);
    return [];
  }

  async restore(tx: SqlTx, { from, to }: Owners): Promise<void> {
    await this.due.mark(tx, [{ leadId: from }, { leadId: to }]);
  }
}
