import { Module } from '@nestjs/common';
import { DryRunModule, WorkflowsModule } from '@domain/workflows';
import { WorkflowDryRunController } from './workflow-dry-run.controller';
import { WorkflowAuthoringController } from './workflow-authoring.controller';
import { WorkflowLibraryController } from './workflow-library.controller';
import { WorkflowsController } from './workflows.controller';

@Module({
  imports: [DryRunModule, WorkflowsModule],
  controllers: [
    WorkflowLibraryController,
    WorkflowsController,
    WorkflowAuthoringController,
    WorkflowDryRunController,
  ],
})
export class WorkflowsHttpModule {}
