export { inPortions } from './in-portions';
export { PollingLoop } from './polling-loop';
