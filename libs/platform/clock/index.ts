export { Clock, FixedClock } from './clock';
export { ClockModule } from './clock.module';
