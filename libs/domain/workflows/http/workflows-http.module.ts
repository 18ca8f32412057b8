import { Module } from '@nestjs/common';
import { DryRunModule, WorkflowsModule } from '@domain/workflows';
import { EnrolmentsController } from './enrolments.controller';
import { HooksController } from './hooks.controller';
import { RunsController } from './runs.controller';
import { WorkflowAuthoringController } from './workflow-authoring.controller';
import { WorkflowDryRunController } from './workflow-dry-run.controller';
import { WorkflowLibraryController } from './workflow-library.controller';
import { WorkflowSecretsController } from './workflow-secrets.controller';
import { WorkflowsController } from './workflows.controller';

@Module({
  imports: [DryRunModule, WorkflowsModule],
  controllers: [
    WorkflowLibraryController,
    WorkflowsController,
    WorkflowAuthoringController,
    WorkflowDryRunController,
    RunsController,
    EnrolmentsController,
    HooksController,
    WorkflowSecretsController,
  ],
})
export class WorkflowsHttpModule {}
