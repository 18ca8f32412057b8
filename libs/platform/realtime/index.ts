export { defineLiveEvent, liveDraft } from './live-event';
export type { LiveDraft, LiveEvent, LiveEventDefinition } from './live-event';
export { LiveFeed } from './live-feed.service';
export { RealtimeModule } from './realtime.module';
