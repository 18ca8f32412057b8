import { Injectable } from '@nestjs/common';
import { OutgoingWebhooks } from '@integrations/webhooks';
import { type SqlTx, teamOf } from '@platform/database';
import { DomainError } from '@platform/errors';
import { Jobs } from '@platform/jobs';
import { workflowJobs } from '../workflows.jobs';
import { OutgoingSecret } from './outgoing-secret.service';
import { WebhookCallsRepository, type NewCall, type PendingCall } from './webhook-calls.repository';

export interface CallOutcome {
  state: 'pending' | 'delivered' | 'failed';
  status: number | null;
  error: string | null;
}

export interface SignedCall extends PendingCall {
  secrets: readonly string[];
}

/** Calls to other people's servers: on record with the step that wants them, made by a job of their own. */
@Injectable()
export class WebhookCalls {
  constructor(
    private readonly repository: WebhookCallsRepository,
    private readonly webhooks: OutgoingWebhooks,
    private readonly secret: OutgoingSecret,
    private readonly jobs: Jobs,
  ) {}

  /** Answers the call's id, which is also what its receiver may tell repetitions by (`webhook-id`). */
  async request(tx: SqlTx, call: NewCall): Promise<string> {
    const id = await this.repository.insert(tx, call);
    if (!id) return this.repository.idOf(tx, call.runId, call.visit);
    const payload = { teamId: teamOf(tx), webhookId: id };
    await this.jobs.enqueue(tx, workflowJobs.callWebhook, payload, { dedupeKey: id });
    return id;
  }

  /** A call that is still to be made, with what signs it at this try. */
  async pending(tx: SqlTx, id: string): Promise<SignedCall | undefined> {
    const call = await this.repository.pending(tx, id);
    return call && { ...call, secrets: await this.secret.signWith(tx) };
  }

  /** Makes the call, outside of any transaction. Never throws for what the receiver does. */
  async call(call: SignedCall, signal: AbortSignal): Promise<CallOutcome> {
    const answer = await this.webhooks.post({ ...call, signal });
    if (answer.ok) return { state: 'delivered', status: answer.status, error: null };
    return {
      state: answer.retry ? 'pending' : 'failed',
      status: answer.status,
      error: answer.error,
    };
  }

  async note(tx: SqlTx, id: string, outcome: CallOutcome): Promise<void> {
    await this.repository.note(tx, id, outcome);
  }

  /** All tries were in vain. */
  async giveUp(tx: SqlTx, id: string, error: string): Promise<void> {
    await this.repository.note(tx, id, { state: 'failed', status: null, error }, 0);
  }
}

/** Tells the job to try again. */
export const callAgain = (error: string | null): DomainError =>
  new DomainError('unavailable', 'webhook_not_taken', error ?? 'The receiver did not take the webhook.');
