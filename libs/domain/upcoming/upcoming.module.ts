import { Module } from '@nestjs/common';
import { AppointmentsModule } from '@domain/appointments';
import { CampaignsModule } from '@domain/campaigns';
import { MessagingModule } from '@domain/messaging';
import { TasksModule } from '@domain/tasks';
import { DryRunModule } from '@domain/workflows';
import { UpcomingRepository } from './upcoming.repository';
import { UpcomingService } from './upcoming.service';

/** Asks the doors of all that may be due for a lead; nobody asks it but the api. */
@Module({
  imports: [AppointmentsModule, CampaignsModule, MessagingModule, TasksModule, DryRunModule],
  providers: [UpcomingService, UpcomingRepository],
  exports: [UpcomingService],
})
export class UpcomingModule {}
