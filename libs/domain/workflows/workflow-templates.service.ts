import { Injectable } from '@nestjs/common';
import { MessageTemplates } from '@domain/message-templates';
import type { SqlTx } from '@platform/database';
import { templatesNamed } from './definition/template-steps';
import { WorkflowVersionsRepository } from './workflow-versions.repository';
import type { Workflow } from './workflow.types';

/** Tells the templates which workflows name them, so that nobody deletes one under an author's hands. */
@Injectable()
export class WorkflowTemplates {
  constructor(
    private readonly templates: MessageTemplates,
    private readonly versions: WorkflowVersionsRepository,
  ) {}

  /** Those of the draft and of what is published. */
  async hold(tx: SqlTx, { id, name, draft, publishedVersionId }: Workflow): Promise<void> {
    const published = publishedVersionId ? await this.versions.templatesIn(tx, publishedVersionId) : [];
    await this.templates.hold(tx, { kind: 'workflow', id, name }, [...templatesNamed(draft), ...published]);
  }

  async letGo(tx: SqlTx, { id, name }: Pick<Workflow, 'id' | 'name'>): Promise<void> {
    await this.templates.hold(tx, { kind: 'workflow', id, name }, []);
  }
}
