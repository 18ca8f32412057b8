import { Counter } from 'prom-client';
import { metricsRegistry } from '@platform/metrics';

export const webhooksReceived = new Counter({
  name: 'brickwork_webhooks_received_total',
  help: 'Webhook posts by what became of them; nothing is kept of unsigned and malformed ones but this count',
  labelNames: ['provider', 'kind', 'outcome'],
  registers: [metricsRegistry],
});

export const receiptsApplied = new Counter({
  name: 'brickwork_receipts_applied_total',
  help: 'Provider receipts by what became of them; a parked one is counted again when it is applied',
  labelNames: ['outcome'],
  registers: [metricsRegistry],
});
