/**
 * What must not compile. Each `@ts-expect-error` is an error by itself as soon as the line below it compiles, so the type check
 * proves these; refusals.spec.ts proves that each refuses for its own reason.
 */
import type { Type } from '@nestjs/common';
import { Prisma, TenantScope, type Database, type RowOf } from '@platform/database';
import { defineEvent, type Events } from '@platform/events';
import { defineJob, exponential, type Jobs } from '@platform/jobs';
import { handle, type JobHandler } from '@platform/jobs/worker';
import type { QueueOptions } from '../../libs/platform/jobs/queues';

class Launch {
  campaignId: string;
}

class Complete {
  leadId: string;
}

const retries = { attempts: 3, backoff: exponential(1) };
const jobs = {
  launch: defineJob({ name: 'campaigns.launch', queue: 'campaigns', payload: Launch, ...retries }),
  complete: defineJob({ name: 'campaigns.complete', queue: 'campaigns', payload: Complete, ...retries }),
};
const launched = defineEvent({ name: 'campaign.launched', payload: Launch });

declare const LaunchHandler: Type<JobHandler<typeof jobs.launch>>;
declare const CompleteHandler: Type<JobHandler<typeof jobs.complete>>;
declare const database: Database;
declare const queue: Jobs;
declare const events: Events;
const scope = TenantScope.of('00000000-0000-7000-8000-000000000000');
const statement = Prisma.sql`SELECT id FROM lead`;

export const accepted = [
  handle(jobs, { launch: LaunchHandler, complete: CompleteHandler }),
  () => database.sql(scope, (tx) => tx.rows({ id: 'uuid' }, statement)),
  () => database.sql(scope, (tx) => queue.enqueue(tx, jobs.launch, { campaignId: '' })),
  () => database.sql(scope, (tx) => events.publish(tx, launched, { campaignId: '' })),
];

// @ts-expect-error 2345 a job without a handler
handle(jobs, { launch: LaunchHandler });

// @ts-expect-error 2322 a handler for another payload
handle(jobs, { launch: CompleteHandler, complete: CompleteHandler });

// @ts-expect-error 2353 a handler for no job
handle(jobs, { launch: LaunchHandler, complete: CompleteHandler, stray: LaunchHandler });

// @ts-expect-error 2345 a job that does not say how often it is tried
defineJob({ name: 'campaigns.launch', queue: 'campaigns', payload: Launch, backoff: exponential(1) });

// @ts-expect-error 2820 a queue that does not exist
defineJob({ name: 'campaigns.launch', queue: 'campaign', payload: Launch, ...retries });

// @ts-expect-error 2741 a queue that leaves an option to a default
export const incomplete: QueueOptions = {
  concurrency: 1,
  lockMs: 1,
  stalledEveryMs: 1,
  keepDoneSeconds: 1,
  keepDoneCount: 1,
};

// @ts-expect-error 2345 a unit of work without a team
void database.sql({ teamId: scope.teamId }, (tx) => tx.rows({ id: 'uuid' }, statement));

// @ts-expect-error 2673 a scope that skips the check of its team id
export const forged = new TenantScope('any team');

// @ts-expect-error 2345 a statement outside of a unit of work
void queue.enqueue(database, jobs.launch, { campaignId: '' });

// @ts-expect-error 2345 a statement that is plain text
void database.sql(scope, (tx) => tx.rows({ id: 'uuid' }, 'SELECT id FROM lead'));

// @ts-expect-error 2339 Prisma in a unit of work that has none
void database.sql(scope, (tx) => Promise.resolve(tx.prisma));

// @ts-expect-error 2353 a payload of another job
void database.sql(scope, (tx) => queue.enqueue(tx, jobs.launch, { leadId: '' }));

// @ts-expect-error 2353 a payload of another event
void database.sql(scope, (tx) => events.publish(tx, launched, { leadId: '' }));

// @ts-expect-error 2322 a nullable column read as if it always had a value
export const name: string = ({} as RowOf<{ name: 'text?' }>).name;
