import { Module } from '@nestjs/common';
import { ActivitiesModule } from '@domain/activities';
import { LeadsModule } from '@domain/leads';
import { WorkflowLibrary } from './library/workflow-library.service';
import { WorkflowChecks } from './workflow-checks.service';
import { WorkflowLog } from './workflow-log';
import { WorkflowPublishService } from './workflow-publish.service';
import { WorkflowReferencesRepository } from './workflow-references.repository';
import { WorkflowVersionsRepository } from './workflow-versions.repository';
import { WorkflowVersionsService } from './workflow-versions.service';
import { WorkflowsRepository } from './workflows.repository';
import { WorkflowsService } from './workflows.service';

const services = [WorkflowsService, WorkflowPublishService, WorkflowVersionsService, WorkflowLibrary];

@Module({
  imports: [ActivitiesModule, LeadsModule],
  providers: [
    ...services,
    WorkflowChecks,
    WorkflowLog,
    WorkflowReferencesRepository,
    WorkflowVersionsRepository,
    WorkflowsRepository,
  ],
  exports: services,
})
export class WorkflowsModule {}
