export { Clock, FixedClock } from './clock';
export { ClockModule } from './clock.module';
export { instantsOf, isValidZone, offsetAt, offsetChange } from './zone-clock';
