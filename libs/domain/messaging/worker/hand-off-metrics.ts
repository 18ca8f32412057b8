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
    for (const { messageIds, outcome } of results) {
      messages.inc({ channel, outcome: outcome.kind }, messageIds.length);
    }
  },
};
