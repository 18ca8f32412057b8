import { Counter } from 'prom-client';
import { metricsRegistry } from '@platform/metrics';
import type { CallResult } from '../send-calls';

const messages = new Counter({
  name: 'brickwork_hand_offs_total',
  help: 'Messages by what became of their call to the provider',
  labelNames: ['channel', 'outcome'],
  registers: [metricsRegistry],
});

export const handOffMetrics = {
  count(channel: string, results: CallResult[]): void {
    const sums = new Map<string, number>();
    for (const { messageIds, outcome } of results) {
      sums.set(outcome.kind, (sums.get(outcome.kind) ?? 0) + messageIds.length);
    }
    for (const [outcome, count] of sums) messages.inc({ channel, outcome }, count);
  },
};
