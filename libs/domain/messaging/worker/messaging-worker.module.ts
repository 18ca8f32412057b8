import { Module } from '@nestjs/common';
import { handle, schedule } from '@platform/jobs/worker';
import { messagingJobs } from '../messaging.jobs';
import { MessagingModule } from '../messaging.module';
import { ChunkSender } from './chunk-sender.service';
import { LayOutHandler } from './lay-out.handler';
import { LookUpUncertainHandler } from './look-up-uncertain.handler';
import { receiptHandlers } from './receipt-handlers';
import { RecoverChunksTask } from './recover-chunks.task';
import { SendChunkHandler } from './send-chunk.handler';
import { SendLaneHandler } from './send-lane.handler';
import { WriteCancelledHandler } from './write-cancelled.handler';

@Module({
  imports: [MessagingModule],
  providers: [
    ChunkSender,
    ...handle(messagingJobs, {
      layOut: LayOutHandler,
      sendLane: SendLaneHandler,
      sendChunk: SendChunkHandler,
      lookUpUncertain: LookUpUncertainHandler,
      writeCancelled: WriteCancelledHandler,
    }),
    schedule({ name: 'messaging.recover-chunks', every: 2_000, task: RecoverChunksTask, idempotent: true }),
    ...receiptHandlers,
  ],
})
export class MessagingWorkerModule {}
