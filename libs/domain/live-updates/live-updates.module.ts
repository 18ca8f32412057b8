import { Module } from '@nestjs/common';
import { RealtimeModule } from '@platform/realtime';
import { LiveFactsRepository } from './live-facts.repository';
import { LiveUpdates } from './live-updates.service';

@Module({
  imports: [RealtimeModule],
  providers: [LiveUpdates, LiveFactsRepository],
  exports: [LiveUpdates],
})
export class LiveUpdatesModule {}
