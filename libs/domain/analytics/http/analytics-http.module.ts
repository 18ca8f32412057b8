import { Module } from '@nestjs/common';
import { AnalyticsModule } from '@domain/analytics';
import { SnapshotsController } from './snapshots.controller';

@Module({ imports: [AnalyticsModule], controllers: [SnapshotsController] })
export class AnalyticsHttpModule {}
