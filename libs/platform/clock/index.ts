export { Clock, FixedClock } from './clock';
