import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import type { MessageState } from './message-state';
import { StatsRepository, type StatsRow } from './stats.repository';

export interface MessageCounts {
  /** All rows, and recipients whose row is still being written: the audience. Equals the sum of `states`. */
  total: number;
  /** By state; every message is in exactly one. */
  states: Record<MessageState, number>;
  /** Why messages were skipped, by the gate's reason code. */
  skipped: Record<string, number>;
  /** The provider took it: accepted, delivered, bounced, or failed after acceptance. */
  sent: number;
  delivered: number;
  /** Messages opened by a person at least once; opens by mail proxies only are `machineOpened`. */
  opened: number;
  machineOpened: number;
  clicked: number;
  replied: number;
  unsubscribed: number;
  complained: number;
  /** SMS segments, as counted at hand-off. */
  segments: number;
}

export interface SourceStats extends MessageCounts {
  variants: (MessageCounts & { variant: string | null })[];
}

/** Figures counted from the rows themselves, never from counters. */
@Injectable()
export class MessageStats {
  constructor(private readonly repository: StatsRepository) {}

  /** One statement, whatever the size of the source. All zero for a source without messages. */
  async bySource(tx: SqlTx, sourceId: string): Promise<SourceStats> {
    const rows = await this.repository.bySource(tx, sourceId);
    const byVariant = [...Map.groupBy(rows, ({ variant }) => variant)];
    return {
      ...countsOf(rows),
      variants: byVariant.map(([variant, own]) => ({ variant, ...countsOf(own) })),
    };
  }
}

function countsOf(rows: StatsRow[]): MessageCounts {
  const counts = emptyCounts();
  for (const row of rows) {
    counts.total += row.messages;
    counts.states[row.state as MessageState] += row.messages;
    if (row.state === 'skipped') {
      const reason = row.reason ?? 'unknown';
      counts.skipped[reason] = (counts.skipped[reason] ?? 0) + row.messages;
    }
    for (const figure of figures) counts[figure] += row[figure];
  }
  return counts;
}

const figures = [
  'sent',
  'delivered',
  'opened',
  'machineOpened',
  'clicked',
  'replied',
  'unsubscribed',
  'complained',
  'segments',
] as const;

function emptyCounts(): MessageCounts {
  const states: Record<MessageState, number> = {
    queued: 0,
    held: 0,
    skipped: 0,
    cancelled: 0,
    claimed: 0,
    handed_off: 0,
    uncertain: 0,
    accepted: 0,
    failed: 0,
    delivered: 0,
    bounced: 0,
  };
  return {
    total: 0,
    states,
    skipped: {},
    sent: 0,
    delivered: 0,
    opened: 0,
    machineOpened: 0,
    clicked: 0,
    replied: 0,
    unsubscribed: 0,
    complained: 0,
    segments: 0,
  };
}
