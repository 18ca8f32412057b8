export { defineEvent } from './define-event';
export type { EventDefinition, PayloadOfEvent } from './define-event';
export { EventsModule } from './events.module';
export type { StoredEvent } from './events.repository';
export { Events } from './events.service';
