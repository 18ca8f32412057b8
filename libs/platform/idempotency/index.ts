export { IdempotencyModule } from './idempotency.module';
export { Idempotency } from './idempotency.service';
export type { IdempotencyClaim, IdempotentRequest, StoredAnswer } from './idempotency.service';
