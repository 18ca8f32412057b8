import { Injectable } from '@nestjs/common';
import type { EnrolNode } from '../definition/definition.types';
import { EntryChecks } from '../engine/entry-checks.service';
import { RunEntries, type Entrant } from '../engine/run-entries.service';
import { VersionsRepository } from '../engine/versions.repository';
import type { Action, StepContext, StepResult } from './action.types';
import { ownId } from './content-id';

@Injectable()
export class EnrolInWorkflowAction implements Action<'ENROL_IN_WORKFLOW'> {
  constructor(
    private readonly versions: VersionsRepository,
    private readonly checks: EntryChecks,
    private readonly entries: RunEntries,
  ) {}

  async run({ workflowId, next }: EnrolNode, { tx, run, key }: StepContext): Promise<StepResult> {
    const published = await this.versions.published(tx, workflowId);
    if (!published?.active || !published.version)
      return { go: next, outcome: 'skipped', detail: { workflowId, reason: 'not_active' } };
    const { id: runId, leadId, causeId, depth } = run;
    const entrant: Entrant = {
      version: published.version,
      leadId,
      enteredBy: ownId(key),
      via: 'STEP',
      causeId,
      depth: depth + 1,
      chain: [...run.chain, { runId, workflowId: run.workflowId, leadId }],
      context: {},
    };
    const passing = await this.checks.passing(tx, [{ entrant, byTrigger: false }]);
    const [entered] = await this.entries.admit(tx, passing);
    if (entered) return { go: next, detail: { workflowId, runId: entered.id } };
    return { go: next, outcome: 'skipped', detail: { workflowId, reason: 'not_admitted' } };
  }
}
