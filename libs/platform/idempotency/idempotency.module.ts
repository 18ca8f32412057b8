import { Module } from '@nestjs/common';
import { IdempotencyRepository } from './idempotency.repository';
import { Idempotency } from './idempotency.service';

@Module({ providers: [Idempotency, IdempotencyRepository], exports: [Idempotency] })
export class IdempotencyModule {}
