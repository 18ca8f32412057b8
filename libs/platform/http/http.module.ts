import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { IdempotencyModule } from '@platform/idempotency';
import { AccessGuard } from './access.guard';
import { HealthController } from './health.controller';
import { IdempotencyInterceptor } from './idempotency.interceptor';
import { MediaTypeGuard } from './media-type.guard';
import { ProblemFilter } from './problem-filter';
import { RateLimitGuard } from './rate-limit.guard';
import { Readiness } from './readiness.service';
import { RouteAudit } from './route-audit';
import { validationPipe } from './validation';

/** The edge: access, limits, validation, idempotency and problem documents for every route of the app that imports it. */
@Module({
  imports: [DiscoveryModule, IdempotencyModule],
  controllers: [HealthController],
  providers: [
    RouteAudit,
    Readiness,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useFactory: validationPipe },
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_GUARD, useClass: RateLimitGuard },
    { provide: APP_GUARD, useClass: MediaTypeGuard },
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
  ],
  exports: [RouteAudit],
})
export class HttpModule {}
