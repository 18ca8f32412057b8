import { Module } from '@nestjs/common';
import { DailyMailsModule } from '@domain/daily-mails';
import { MessagingModule } from '@domain/messaging';
import { NotificationsModule } from '@domain/notifications';
import { DigestFactsRepository } from './digest-facts.repository';
import { Digests } from './digests.service';

@Module({
  imports: [DailyMailsModule, MessagingModule, NotificationsModule],
  providers: [Digests, DigestFactsRepository],
  exports: [Digests],
})
export class DigestsModule {}
