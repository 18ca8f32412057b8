import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { AccessGuard } from './access.guard';
import { ProblemFilter } from './problem-filter';
import { RouteAudit } from './route-audit';
import { validationPipe } from './validation';

/** The edge: access, validation and problem documents for every route of the app that imports it. */
@Module({
  imports: [DiscoveryModule],
  providers: [
    RouteAudit,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useFactory: validationPipe },
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [RouteAudit],
})
export class HttpModule {}
