import { Injectable } from '@nestjs/common';
import type { WebhookNode } from '../definition/definition.types';
import { WebhookCalls } from '../engine/webhook-calls.service';
import type { Action, StepContext, StepResult } from './action.types';

const told = [
  'lead.name',
  'lead.firstName',
  'lead.lastName',
  'lead.email',
  'lead.phone',
  'lead.status',
  'lead.stage',
].concat('lead.source', 'lead.score', 'lead.assignedToId', 'lead.tagIds', 'lead.createdAt');

/** Puts a call on record; it is made, and made again, beside the run. */
@Injectable()
export class WebhookAction implements Action<'WEBHOOK'> {
  constructor(private readonly calls: WebhookCalls) {}

  async run({ url, data, next }: WebhookNode, step: StepContext): Promise<StepResult> {
    const { id: runId, workflowId, leadId, visit } = step.run;
    const facts = await step.facts(told);
    const lead = Object.fromEntries(told.map((name) => [name.slice('lead.'.length), facts[name] ?? null]));
    const webhookId = await this.calls.request(step.tx, {
      runId,
      visit,
      url,
      body: {
        type: 'workflow.step',
        timestamp: step.now.toISOString(),
        data: { ...data, workflowId, runId, nodeId: step.nodeId, lead: { id: leadId, ...lead } },
      },
    });
    return { go: next, detail: { webhookId } };
  }
}
