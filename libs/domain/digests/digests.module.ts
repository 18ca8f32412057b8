import { Module } from '@nestjs/common';
import { MessagingModule } from '@domain/messaging';
import { DigestFactsRepository } from './digest-facts.repository';
import { DigestSettingsRepository } from './digest-settings.repository';
import { Digests } from './digests.service';

@Module({
  imports: [MessagingModule],
  providers: [Digests, DigestFactsRepository, DigestSettingsRepository],
  exports: [Digests],
})
export class DigestsModule {}
