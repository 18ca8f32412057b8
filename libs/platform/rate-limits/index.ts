export { RateLimitsModule } from './rate-limits.module';
export { RateLimits } from './rate-limits.service';
export type { RateLimit, RateState } from './rate-limits.service';
