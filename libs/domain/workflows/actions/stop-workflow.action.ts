import { Injectable } from '@nestjs/common';
import type { StopWorkflowNode } from '../definition/definition.types';
import { RunExits } from '../engine/run-exits.service';
import type { Action, StepContext, StepResult } from './action.types';

@Injectable()
export class StopWorkflowAction implements Action<'STOP_WORKFLOW'> {
  constructor(private readonly exits: RunExits) {}

  async run({ workflowId, next }: StopWorkflowNode, { tx, run }: StepContext): Promise<StepResult> {
    const ended = await this.exits.end(
      tx,
      { leadIds: [run.leadId], workflowId, except: run.id },
      { state: 'exited', reason: 'stopped_by_workflow' },
    );
    return {
      go: next,
      outcome: ended.length > 0 ? 'done' : 'skipped',
      detail: { workflowId, runIds: ended },
    };
  }
}
