export { PollingLoop } from './polling-loop';
