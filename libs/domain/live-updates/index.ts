export { LiveUpdatesModule } from './live-updates.module';
export { LiveUpdates } from './live-updates.service';
