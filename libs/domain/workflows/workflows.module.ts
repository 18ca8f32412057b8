import { Module } from '@nestjs/common';
import { ActivitiesModule } from '@domain/activities';
import { LeadsModule } from '@domain/leads';
import { MessageTemplatesModule } from '@domain/message-templates';
import { SegmentsModule } from '@domain/segments';
import { EngineModule } from './engine/engine.module';
import { WorkflowLibrary } from './library/workflow-library.service';
import { PublishPreview } from './publish-preview.service';
import { WorkflowChecks } from './workflow-checks.service';
import { WorkflowPublishService } from './workflow-publish.service';
import { WorkflowReferencesRepository } from './workflow-references.repository';
import { WorkflowTemplates } from './workflow-templates.service';
import { WorkflowSegments } from './workflow-segments.service';
import { WorkflowVersionsRepository } from './workflow-versions.repository';
import { WorkflowVersionsService } from './workflow-versions.service';
import { WorkflowsRepository } from './workflows.repository';
import { WorkflowsService } from './workflows.service';

const services = [
  PublishPreview,
  WorkflowsService,
  WorkflowPublishService,
  WorkflowVersionsService,
  WorkflowLibrary,
];

@Module({
  imports: [ActivitiesModule, LeadsModule, MessageTemplatesModule, SegmentsModule, EngineModule],
  providers: [
    ...services,
    WorkflowChecks,
    WorkflowTemplates,
    WorkflowReferencesRepository,
    WorkflowSegments,
    WorkflowVersionsRepository,
    WorkflowsRepository,
  ],
  exports: [...services, EngineModule],
})
export class WorkflowsModule {}
