import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Env } from '@platform/config';
import { RateLimits, type RateLimit } from '@platform/rate-limits';
import { rateLimitKey } from './endpoint';
import { refuseOverLimit, showLimit } from './rate-limit-headers';

/** Requests per minute: of one user or key on routes that need one, of one address on public routes. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  private readonly api: RateLimit;
  private readonly anyone: RateLimit;

  constructor(
    env: Env,
    private readonly reflector: Reflector,
    private readonly limits: RateLimits,
  ) {
    this.api = { name: 'api', points: env.RATE_LIMIT_API, seconds: 60 };
    this.anyone = { name: 'public', points: env.RATE_LIMIT_PUBLIC, seconds: 60 };
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.get<boolean | undefined>(rateLimitKey, context.getHandler()) === false) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.routeOptions.config.isWebhook) return true;
    const { actor } = request;
    const limit = actor ? this.api : this.anyone;
    const state = await this.limits.consume(limit, actor ? actor.id : request.ip);
    if (!state) return true;
    showLimit(context.switchToHttp().getResponse<FastifyReply>(), limit, state);
    refuseOverLimit(state);
    return true;
  }
}
