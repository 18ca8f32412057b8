import { Module } from '@nestjs/common';
import { AnalyticsModule } from '@domain/analytics';
import { AnalyticsController } from './analytics.controller';
import { SnapshotsController } from './snapshots.controller';

@Module({ imports: [AnalyticsModule], controllers: [AnalyticsController, SnapshotsController] })
export class AnalyticsHttpModule {}
