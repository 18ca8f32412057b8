import { Module } from '@nestjs/common';
import { ActivitiesModule } from '@domain/activities';
import { CustomFieldsModule } from '@domain/custom-fields';
import { LeadsModule } from '@domain/leads';
import { SegmentChecks } from './segment-checks.service';
import { SegmentPeopleRepository } from './segment-people.repository';
import { SegmentPeople } from './segment-people.service';
import { SegmentUsesRepository } from './segment-uses.repository';
import { SegmentUses } from './segment-uses.service';
import { SegmentsRepository } from './segments.repository';
import { Segments } from './segments.service';

const doors = [SegmentChecks, SegmentPeople, Segments, SegmentUses];

@Module({
  imports: [ActivitiesModule, CustomFieldsModule, LeadsModule],
  providers: [...doors, SegmentPeopleRepository, SegmentUsesRepository, SegmentsRepository],
  exports: doors,
})
export class SegmentsModule {}
