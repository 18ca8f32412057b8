const EARLIEST_MS = 1_000;
const LATEST_MS = 3_600_000;
// A number this large is a unix time; a smaller one is a distance.
const SMALLEST_UNIX_SECONDS = 1_000_000_000;

/** Response headers with lower-case names, as node:http and axios give them. */
export type AnswerHeaders = Record<string, unknown>;

/**
 * When to call again after a 429: `X-RateLimit-Reset` (unix seconds, SendGrid), else `Retry-After` (seconds or an
 * HTTP date, RFC 9110 §10.2.3), else `fallbackMs` from now. Held between one second and one hour from now, because
 * a wrong clock or header at the provider must neither hammer it nor stop a team for a day.
 */
export function retryMoment(headers: AnswerHeaders, now: Date, fallbackMs: number): Date {
  const wanted =
    moment(headers['x-ratelimit-reset'], now) ??
    moment(headers['retry-after'], now) ??
    now.getTime() + fallbackMs;
  return new Date(Math.min(Math.max(wanted, now.getTime() + EARLIEST_MS), now.getTime() + LATEST_MS));
}

function moment(header: unknown, now: Date): number | undefined {
  if (typeof header !== 'string' || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) {
    return seconds >= SMALLEST_UNIX_SECONDS ? seconds * 1000 : now.getTime() + seconds * 1000;
  }
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : date;
}
