import { Module } from '@nestjs/common';
import { ActivitiesModule } from '@domain/activities';
import { AppointmentsModule } from '@domain/appointments';
import { LeadsModule } from '@domain/leads';
import { MessagingModule } from '@domain/messaging';
import { NotesModule } from '@domain/notes';
import { TasksModule } from '@domain/tasks';
import { TimelineRepository } from './timeline.repository';
import { TimelineService } from './timeline.service';

/** Asks the doors of all that has to do with a lead; nobody asks it but the api. */
@Module({
  imports: [ActivitiesModule, AppointmentsModule, LeadsModule, MessagingModule, NotesModule, TasksModule],
  providers: [TimelineService, TimelineRepository],
  exports: [TimelineService],
})
export class TimelineModule {}
