import { Module } from '@nestjs/common';
import { ActivitiesModule } from '@domain/activities';
import { LeadsModule } from '@domain/leads';
import { SegmentsModule } from '@domain/segments';
import { Claims } from './claims/claims.service';
import { OfferLinks } from './claims/offer-links';
import { Offers } from './claims/offers.service';
import { OffersRepository } from './claims/offers.repository';
import { RoutingIntake } from './desk/intake.service';
import { LeadRoutings } from './desk/lead-routing.service';
import { RoutingPlans } from './desk/plan.service';
import { RoutesRepository } from './desk/routes.repository';
import { Routing } from './desk/routing.service';
import { RoutingPeopleRepository } from './people/people.repository';
import { RoutingPeople } from './people/people.service';
import { RoutingSettingsRepository } from './people/settings.repository';
import { Breaches } from './response/breaches.service';
import { FiguresRepository } from './response/figures.repository';
import { RoutingReports } from './response/figures.service';
import { ResponseRepository } from './response/response.repository';
import { SlaTimers } from './response/sla-timers.service';
import { SpeedToLead } from './response/speed-to-lead.service';
import { GroupsRepository } from './rules/groups.repository';
import { RoutingGroups } from './rules/groups.service';
import { RulesRepository } from './rules/rules.repository';
import { RoutingRules } from './rules/rules.service';

const doors = [Claims, LeadRoutings, Offers, RoutingGroups, RoutingPeople, RoutingReports, RoutingRules];
const forWorkers = [Breaches, Routing, RoutingIntake, SpeedToLead];
const repositories = [
  ...[FiguresRepository, GroupsRepository, OffersRepository, ResponseRepository, RoutesRepository],
  ...[RoutingPeopleRepository, RoutingSettingsRepository, RulesRepository],
];

@Module({
  imports: [ActivitiesModule, LeadsModule, SegmentsModule],
  providers: [...doors, ...forWorkers, ...repositories, OfferLinks, RoutingPlans, SlaTimers],
  exports: [...doors, ...forWorkers],
})
export class RoutingModule {}
