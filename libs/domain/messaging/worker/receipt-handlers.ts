import type { Provider } from '@nestjs/common';
import { handle, schedule } from '@platform/jobs/worker';
import { attachmentJobs } from '../attachments/attachments.jobs';
import { receiptJobs } from '../receipts/receipts.jobs';
import { ApplyInboundHandler } from './apply-inbound.handler';
import { ApplyReceiptsHandler } from './apply-receipts.handler';
import { ForgetReceiptsTask } from './forget-receipts.task';
import { ParkedReceiptsTask } from './parked-receipts.task';
import { StoreAttachmentsHandler } from './store-attachments.handler';

export const receiptHandlers: Provider[] = [
  ...handle(receiptJobs, { applyReceipts: ApplyReceiptsHandler, applyInbound: ApplyInboundHandler }),
  ...handle(attachmentJobs, { store: StoreAttachmentsHandler }),
  schedule({ name: 'messaging.apply-parked', every: 60_000, task: ParkedReceiptsTask }),
  schedule({
    name: 'messaging.forget-receipts',
    cron: { pattern: '47 2 * * 0', zone: 'UTC' },
    task: ForgetReceiptsTask,
  }),
];
