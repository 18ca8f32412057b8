export { activityRows } from './activity-rows';
export { activityLogged } from './activities.events';
export { ActivitiesModule } from './activities.module';
export { Activities } from './activities.service';
export { changedFields } from './changed-fields';
export { LOGGED_TYPES } from './activity';
export type { Activity, ActivityEntry, ActivityFilter, Author, LoggedType, LogInput } from './activity';
