import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Env } from '@platform/config';
import { refuseOverLimit, showLimit } from '@platform/http';
import { RateLimits, type RateLimit } from '@platform/rate-limits';

const attemptKey = 'brickwork:attempts';

/** Limits tries of one kind per account and address. */
export const AttemptLimit = (kind: 'login' | 'forgot' | 'resend' | 'password' | 'second-factor') =>
  SetMetadata(attemptKey, kind);

const seconds = 15 * 60;

/**
 * 5 tries per 15 minutes for one account from one address; and, against guessing spread out, ten times as many for the account
 * and four times as many for the address. The account is never locked for its owner at another address by a few tries.
 */
@Injectable()
export class AttemptLimitGuard implements CanActivate {
  constructor(
    private readonly env: Env,
    private readonly reflector: Reflector,
    private readonly limits: RateLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const kind = this.reflector.get<string | undefined>(attemptKey, context.getHandler());
    if (!kind) return true;
    const request = context
      .switchToHttp()
      .getRequest<FastifyRequest<{ Body: { email?: unknown; challenge?: unknown } | undefined }>>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    // A challenge stands for the account that began the sign-in.
    const given = request.body?.email ?? request.body?.challenge;
    const account =
      request.actor?.id ?? (typeof given === 'string' ? given.trim().toLowerCase().slice(0, 254) : '');
    const points = this.env.RATE_LIMIT_LOGIN;
    const counters: [RateLimit, string][] = [
      [{ name: kind, points, seconds }, `${account}\n${request.ip}`],
      [{ name: `${kind}-account`, points: points * 10, seconds }, account],
      [{ name: `${kind}-address`, points: points * 4, seconds }, request.ip],
    ];
    for (const [limit, key] of counters) {
      const state = await this.limits.consume(limit, key);
      if (!state) continue;
      showLimit(reply, limit, state);
      refuseOverLimit(state);
    }
    return true;
  }
}
