import { Global, Module } from '@nestjs/common';
import { LiveFeedRepository } from './live-feed.repository';
import { LiveFeed } from './live-feed.service';
import { LiveSignals } from './live-signals.service';

/** The publishing side, for api and worker alike; sockets are behind the http door. */
@Global()
@Module({ providers: [LiveFeed, LiveFeedRepository, LiveSignals], exports: [LiveFeed, LiveSignals] })
export class RealtimeModule {}
