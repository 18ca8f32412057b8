import { Module } from '@nestjs/common';
import { LiveFactsRepository } from './live-facts.repository';
import { LiveUpdates } from './live-updates.service';

@Module({ providers: [LiveUpdates, LiveFactsRepository], exports: [LiveUpdates] })
export class LiveUpdatesModule {}
