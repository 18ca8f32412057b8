import { Injectable } from '@nestjs/common';
import { SegmentUses } from '@domain/segments';
import type { SqlTx } from '@platform/database';
import type { Definition } from './definition/definition.types';
import { referencesIn } from './definition/references';
import { WorkflowVersionsRepository } from './workflow-versions.repository';
import type { Workflow } from './workflow.types';

/** Keeps segments from being deleted as long as an active workflow asks whether leads are in them. */
@Injectable()
export class WorkflowSegments {
  constructor(
    private readonly uses: SegmentUses,
    private readonly versions: WorkflowVersionsRepository,
  ) {}

  /** As the workflow now is. @throws DomainError not_found/segment_not_found when one went while it was switched off */
  async keep(tx: SqlTx, { id, name, active, publishedVersionId }: Workflow): Promise<void> {
    const version =
      active && publishedVersionId ? await this.versions.byId(tx, publishedVersionId) : undefined;
    await this.uses.set(tx, { kind: 'workflow', id, name }, version ? segmentsIn(version.definition) : []);
  }

  async letGo(tx: SqlTx, { id, name }: Pick<Workflow, 'id' | 'name'>): Promise<void> {
    await this.uses.set(tx, { kind: 'workflow', id, name }, []);
  }
}

const segmentsIn = (definition: Definition): string[] =>
  referencesIn(definition).flatMap(({ to, id }) => (to === 'segment' ? [id] : []));
