export type { Standing } from './choice/candidate';
export { HOURS_RULES, type HoursRule } from './choice/candidate';
export type { Look, Outcome } from './choice/walk';
export type { HourSpan } from './choice/working-hours';
export { Claims, type OfferView } from './claims/claims.service';
export { Offers } from './claims/offers.service';
export { RoutingIntake } from './desk/intake.service';
export { LeadRoutings, type LeadRouting } from './desk/lead-routing.service';
export { DECISION_KINDS, ROUTE_STATES, type Decision, type Route, type RouteState } from './desk/route';
export { Routing } from './desk/routing.service';
export { availableMembers } from './people/available.sql';
export { RoutingPeople } from './people/people.service';
export type { Availability, AvailabilityChanges, RoutingSettings, SettingsChanges } from './people/person';
export { Breaches } from './response/breaches.service';
export type { PersonFigures, RoutingFigures } from './response/figures';
export { RoutingReports } from './response/figures.service';
export type { LeadResponse } from './response/response.repository';
export {
  /** @public */ leadClaimed,
  LeadOffered,
  leadOffered,
  /** @public */ leadRouted,
  SlaBreached,
  slaBreached,
} from './routing.events';
export { RoutingModule } from './routing.module';
export { RoutingGroups } from './rules/groups.service';
export {
  FALLBACK_TARGETS,
  ROUTING_LIMITS,
  STRATEGIES,
  type Fallback,
  type FallbackTarget,
  type Group,
  type NewRule,
  type Rule,
  type RuleChanges,
  type Strategy,
} from './rules/rule';
export { RoutingRules } from './rules/rules.service';
export { routingRows } from './routing-rows';
