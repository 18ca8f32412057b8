import { Module } from '@nestjs/common';
import { RoutingModule } from '@domain/routing';
import { LeadOffersController } from './lead-offers.controller';
import { LeadRoutingController } from './lead-routing.controller';
import { RoutingGroupsController } from './routing-groups.controller';
import { RoutingRulesController } from './routing-rules.controller';
import { RoutingController } from './routing.controller';

@Module({
  imports: [RoutingModule],
  controllers: [
    RoutingController,
    RoutingRulesController,
    RoutingGroupsController,
    LeadRoutingController,
    LeadOffersController,
  ],
})
export class RoutingHttpModule {}
