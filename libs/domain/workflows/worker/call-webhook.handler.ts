import { Injectable } from '@nestjs/common';
import type { Tx } from '@platform/database';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { callAgain, WebhookCalls } from '../engine/webhook-calls.service';
import { type workflowJobs, WebhookCallPayload } from '../workflows.jobs';

@Injectable()
export class CallWebhookHandler implements JobHandler<typeof workflowJobs.callWebhook> {
  constructor(private readonly calls: WebhookCalls) {}

  async run({ webhookId }: WebhookCallPayload, context: JobContext): Promise<void> {
    const call = await context.stepSql((tx) => this.calls.pending(tx, webhookId));
    if (!call) return;
    const outcome = await this.calls.call(call, context.signal);
    if (outcome.state !== 'pending')
      return context.completeSql((tx) => this.calls.note(tx, webhookId, outcome));
    await context.stepSql((tx) => this.calls.note(tx, webhookId, outcome));
    throw callAgain(outcome.error);
  }

  async abandoned(tx: Tx, { webhookId }: WebhookCallPayload, reason: string): Promise<void> {
    await this.calls.giveUp(tx, webhookId, reason);
  }
}
