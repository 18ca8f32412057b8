import { Module } from '@nestjs/common';
import { inboxJobs, InboxModule } from '@domain/inbox';
import { handle } from '@platform/jobs/worker';
import { FileMessageHandler } from './file-message.handler';

@Module({
  imports: [InboxModule],
  providers: handle(inboxJobs, { fileMessage: FileMessageHandler }),
})
export class InboxWorkerModule {}
