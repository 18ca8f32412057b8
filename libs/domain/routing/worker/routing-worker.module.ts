import { Module } from '@nestjs/common';
import { handle } from '@platform/jobs/worker';
import { routingJobs } from '../routing.jobs';
import { RoutingModule } from '../routing.module';
import { AdvanceHandler } from './advance.handler';
import { BreachHandler } from './breach.handler';
import { LookForContactHandler } from './look-for-contact.handler';
import { TakeInHandler } from './take-in.handler';

@Module({
  imports: [RoutingModule],
  providers: handle(routingJobs, {
    takeIn: TakeInHandler,
    advance: AdvanceHandler,
    breach: BreachHandler,
    lookForContact: LookForContactHandler,
  }),
})
export class RoutingWorkerModule {}
