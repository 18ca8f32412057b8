import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuseOverLimit, showLimit } from '@platform/http';
import { RateLimits, type RateLimit } from '@platform/rate-limits';

/** A test goes to addresses of the caller's own choice, who have not asked for it: nobody needs many an hour. */
export const testSendLimit: RateLimit = { name: 'campaign-test', points: 20, seconds: 3_600 };

@Injectable()
export class TestSendLimitGuard implements CanActivate {
  constructor(private readonly limits: RateLimits) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { actor } = context.switchToHttp().getRequest<FastifyRequest>();
    const state = actor && (await this.limits.consume(testSendLimit, actor.id));
    if (!state) return true;
    showLimit(context.switchToHttp().getResponse<FastifyReply>(), testSendLimit, state);
    refuseOverLimit(state);
    return true;
  }
}
