export { ActivitiesModule } from './activities.module';
export { Activities } from './activities.service';
export { LOGGED_TYPES } from './activity';
export type { Activity, ActivityEntry, ActivityFilter, Author, LoggedType, LogInput } from './activity';
