import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Snapshots } from '@domain/analytics';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint } from '@platform/http';
import { ListSnapshotsQuery, SnapshotPage } from './snapshots.dto';

@ApiTags('Analytics')
@Controller('analytics/snapshots')
export class SnapshotsController {
  constructor(private readonly snapshots: Snapshots) {}

  @Get()
  @Endpoint({
    summary: 'List the figures of past days, the newest first',
    description:
      'Written a little after midnight on the clock of the team, once per day. Days missed in an outage are made up for, up to five weeks back; `writtenAt` tells.',
    access: 'analytics:read',
    response: SnapshotPage,
  })
  list(
    @CurrentActor() { scope }: Actor,
    @Query() { limit, cursor, ...range }: ListSnapshotsQuery,
  ): Promise<SnapshotPage> {
    return this.snapshots.list(scope, range, { limit, cursor });
  }
}
