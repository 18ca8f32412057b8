import { Module } from '@nestjs/common';
import { SnapshotsRepository } from './snapshots.repository';
import { Snapshots } from './snapshots.service';

@Module({ providers: [Snapshots, SnapshotsRepository], exports: [Snapshots] })
export class AnalyticsModule {}
