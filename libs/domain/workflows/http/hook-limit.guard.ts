import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sha256Hex } from '@platform/crypto';
import { refuseOverLimit, showLimit } from '@platform/http';
import { RateLimits, type RateLimit } from '@platform/rate-limits';

/** Of one URL: integrations call for many teams from few addresses, so the address says nothing. */
const hookLimit: RateLimit = { name: 'workflow-hook', points: 300, seconds: 60 };

@Injectable()
export class HookLimitGuard implements CanActivate {
  constructor(private readonly limits: RateLimits) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { params } = context.switchToHttp().getRequest<FastifyRequest<{ Params: { token: string } }>>();
    const state = await this.limits.consume(hookLimit, sha256Hex(params.token).slice(0, 32));
    if (!state) return true;
    showLimit(context.switchToHttp().getResponse<FastifyReply>(), hookLimit, state);
    refuseOverLimit(state);
    return true;
  }
}
