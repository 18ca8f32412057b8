import { ArrayMaxSize, IsArray, IsInt, IsOptional, IsUUID, Min } from 'class-validator';
import { defineJob, exponential } from '@platform/jobs';

export class MatchEventsPayload {
  @IsUUID() teamId: string;
  @IsArray() @ArrayMaxSize(1_000) @IsUUID(undefined, { each: true }) eventIds: string[];
  /** How often these were quarantined before. */
  @IsOptional() @IsInt() @Min(0) round?: number;
}

export class AdvanceRunPayload {
  @IsUUID() teamId: string;
  @IsUUID() runId: string;
  /** Of the run when it was to go on: after any later move this job has nothing to do. */
  @IsInt() @Min(0) fence: number;
}

export class AdvanceRunsPayload {
  @IsUUID() teamId: string;
  @IsArray() @ArrayMaxSize(500) @IsUUID(undefined, { each: true }) runIds: string[];
  /** Of all of them. */
  @IsInt() @Min(0) fence: number;
}

export class EnrolPayload {
  @IsUUID() teamId: string;
  @IsUUID() enrolmentId: string;
}

export class PublishedPayload {
  @IsUUID() teamId: string;
  @IsUUID() workflowId: string;
  @IsUUID() versionId: string;
}

export class EndRunsPayload {
  @IsUUID() teamId: string;
  @IsUUID() workflowId: string;
}

export class WatchPayload {
  @IsUUID() teamId: string;
  @IsUUID() workflowId: string;
}

export class WebhookCallPayload {
  @IsUUID() teamId: string;
  @IsUUID() webhookId: string;
}

const retries = { attempts: 8, backoff: exponential(2, 300) };

export const workflowJobs = {
  /** Lets a batch of events start, resume and end runs. */
  matchEvents: defineJob({
    name: 'workflows.match-events',
    queue: 'workflows',
    payload: MatchEventsPayload,
    ...retries,
  }),
  /** Does the steps of one run until it waits or ends. */
  advance: defineJob({
    name: 'workflows.advance',
    queue: 'workflows',
    payload: AdvanceRunPayload,
    ...retries,
  }),
  /** The same for many runs that go on at once. */
  advanceMany: defineJob({
    name: 'workflows.advance-many',
    queue: 'workflows',
    payload: AdvanceRunsPayload,
    ...retries,
  }),
  /** Brings in the leads of an enrolment, portion by portion. */
  enrol: defineJob({ name: 'workflows.enrol', queue: 'workflows', payload: EnrolPayload, ...retries }),
  /** Moves or ends the runs of older versions. */
  settlePublish: defineJob({
    name: 'workflows.settle-publish',
    queue: 'workflows',
    payload: PublishedPayload,
    ...retries,
  }),
  /** Ends the runs of a workflow that was deleted. */
  endRuns: defineJob({
    name: 'workflows.end-runs',
    queue: 'workflows',
    payload: EndRunsPayload,
    ...retries,
  }),
  /** Finds the leads that a clock, a date, a silence or an overdue task brings in. */
  watch: defineJob({ name: 'workflows.watch', queue: 'workflows', payload: WatchPayload, ...retries }),
  /** Delivers one outgoing webhook. */
  callWebhook: defineJob({
    name: 'workflows.call-webhook',
    queue: 'workflows',
    payload: WebhookCallPayload,
    attempts: 10,
    backoff: exponential(5, 3_600),
  }),
};
