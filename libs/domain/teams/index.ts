export type { DayHours, MessagingPolicy } from './messaging-policy';
export type { Team, TeamChanges } from './team';
export { TeamsModule } from './teams.module';
export { TeamsService } from './teams.service';
