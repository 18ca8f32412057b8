import { Module } from '@nestjs/common';
import { WorkflowsModule } from '@domain/workflows';
import { WorkflowAuthoringController } from './workflow-authoring.controller';
import { WorkflowLibraryController } from './workflow-library.controller';
import { WorkflowsController } from './workflows.controller';

@Module({
  imports: [WorkflowsModule],
  controllers: [WorkflowLibraryController, WorkflowsController, WorkflowAuthoringController],
})
export class WorkflowsHttpModule {}
