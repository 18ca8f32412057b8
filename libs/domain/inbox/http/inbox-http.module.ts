import { Module } from '@nestjs/common';
import { InboxModule } from '@domain/inbox';
import { CommentsController } from './comments.controller';
import { ComposerController } from './composer.controller';
import { ThreadsController } from './threads.controller';
import { TriageController } from './triage.controller';

@Module({
  imports: [InboxModule],
  controllers: [ThreadsController, TriageController, CommentsController, ComposerController],
})
export class InboxHttpModule {}
