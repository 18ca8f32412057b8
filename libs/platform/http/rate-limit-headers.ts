import type { FastifyReply } from 'fastify';
import { DomainError } from '@platform/errors';
import type { RateLimit, RateState } from '@platform/rate-limits';

/** `RateLimit-*` as in draft-ietf-httpapi-ratelimit-headers-07; of several limits the strictest one is shown. */
export function showLimit(
  reply: FastifyReply,
  limit: RateLimit,
  { limit: points, remaining, resetSeconds }: RateState,
): void {
  const shown = reply.getHeader('ratelimit-remaining');
  if (shown !== undefined && Number(shown) <= remaining) return;
  void reply.headers({
    'ratelimit-limit': String(points),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(resetSeconds),
    'ratelimit-policy': `${points};w=${limit.seconds}`,
  });
}

/** @throws DomainError rate_limited/rate_limited with the seconds to wait */
export function refuseOverLimit({ allowed, resetSeconds }: RateState): void {
  if (allowed) return;
  throw new DomainError(
    'rate_limited',
    'rate_limited',
    `Too many requests; try again in ${resetSeconds} s.`,
    {
      retryAfterSeconds: resetSeconds,
    },
  );
}
