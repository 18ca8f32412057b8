export type { DayHours, MessagingPolicy } from './messaging-policy';
export { UNKNOWN_SENDERS } from './team';
export type { Team, TeamChanges, UnknownSenders } from './team';
export { TeamsModule } from './teams.module';
export { TeamsService } from './teams.service';
