import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import { ForeseenContents } from './foreseen-contents.service';
import type { PlannedSend } from './forecast.types';
import { PendingMessagesRepository } from './pending-messages.repository';

/** A message of the ledger that has not left. */
export interface PendingMessage extends PlannedSend {
  id: string;
  sourceId: string;
  sourceKind: string;
  /** Says which act of its source it is, e.g. `run:<id>:<node>:<visit>`. */
  dedupeKey: string;
  /** queued | held | claimed | handed_off */
  state: string;
  title: string | null;
}

/** The ledger, asked about what is still to come. */
@Injectable()
export class PendingMessages {
  constructor(
    private readonly repository: PendingMessagesRepository,
    private readonly contents: ForeseenContents,
  ) {}

  /** Messages to a lead that are due before `until` (UTC), the first first; at most `limit`. Three statements. */
  async ofLead(
    tx: SqlTx,
    leadId: string,
    { until, limit }: { until: Date; limit: number },
  ): Promise<PendingMessage[]> {
    const rows = await this.repository.ofLead(tx, leadId, until, limit);
    const texts = await this.contents.of(
      tx,
      leadId,
      rows.map(({ values, ...row }) => ({ ...row, values: values as Record<string, unknown> | null })),
    );
    return rows.map((row, index) => ({
      ...{ id: row.id, sourceId: row.sourceId, sourceKind: row.sourceKind, dedupeKey: row.dedupeKey },
      ...{ state: row.state, dueAt: row.dueAt, notAfter: row.notAfter, hoursZone: row.hoursZone, leadId },
      channel: row.channel as PendingMessage['channel'],
      purpose: row.purpose as PendingMessage['purpose'],
      paused: row.sourceState === 'paused',
      ...texts[index]!,
    }));
  }

  /** Which of the sources are still to write to the lead: their audience is frozen, their messages are not all there. */
  async audiencesWith(tx: SqlTx, leadId: string, sourceIds: readonly string[]): Promise<Set<string>> {
    return this.repository.waitingAudiences(tx, leadId, sourceIds);
  }
}
