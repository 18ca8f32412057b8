import { Module } from '@nestjs/common';
import { WorkflowsModule } from '@domain/workflows';
import { EnrolmentsController } from './enrolments.controller';
import { HooksController } from './hooks.controller';
import { RunsController } from './runs.controller';
import { WorkflowAuthoringController } from './workflow-authoring.controller';
import { WorkflowLibraryController } from './workflow-library.controller';
import { WorkflowsController } from './workflows.controller';

@Module({
  imports: [WorkflowsModule],
  controllers: [
    WorkflowLibraryController,
    WorkflowsController,
    WorkflowAuthoringController,
    RunsController,
    EnrolmentsController,
    HooksController,
  ],
})
export class WorkflowsHttpModule {}
