import type { Provider } from '@nestjs/common';
import { handle, schedule } from '@platform/jobs/worker';
import { receiptJobs } from '../receipts/receipts.jobs';
import { ApplyInboundHandler } from './apply-inbound.handler';
import { ApplyReceiptsHandler } from './apply-receipts.handler';
import { ParkedReceiptsTask } from './parked-receipts.task';

export const receiptHandlers: Provider[] = [
  ...handle(receiptJobs, { applyReceipts: ApplyReceiptsHandler, applyInbound: ApplyInboundHandler }),
  schedule({ name: 'messaging.apply-parked', every: 60_000, task: ParkedReceiptsTask }),
];
