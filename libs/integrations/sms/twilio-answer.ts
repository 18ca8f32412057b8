import { retryMoment, type RateLimited, type Rejected, type Unknown } from '@integrations/hand-off';
import type { TwilioAnswer } from './twilio-client';
import { twilioErrorEffect, twilioErrorEffects, type TwilioEffect } from './twilio-error-effects';

const TOO_MANY_REQUESTS = 20429;
// Twilio names no moment for its concurrency limit; it is over as soon as calls under way have ended.
const RATE_LIMIT_FALLBACK_MS = 2_000;

export type TwilioRefused = RateLimited | Unknown | (Rejected & { effect: TwilioEffect });

/** Reads an answer of Twilio's REST API that is no success; the body may be a proxy's HTML. */
export function readTwilioRefusal(answer: TwilioAnswer, now: Date): TwilioRefused {
  const { statusCode: status, headers } = answer;
  const { code, message } = errorOf(answer.body);
  // Twilio never processes a request it answers with 429 (docs "API best practices"): always safe to call again.
  if (status === 429 || code === TOO_MANY_REQUESTS) {
    return { kind: 'rate_limited', retryAt: retryMoment(headers, now, RATE_LIMIT_FALLBACK_MS) };
  }
  const name = String(code ?? status);
  const detail = message ?? `HTTP ${status}`;
  if (status >= 500 || status < 200 || status === 408) return { kind: 'unknown', code: name, detail };
  const effect = effectOf(status, code);
  return { kind: 'rejected', scope: effect === 'account' ? 'account' : 'batch', code: name, detail, effect };
}

function effectOf(status: number, code: number | undefined): TwilioEffect {
  if (code !== undefined && code in twilioErrorEffects) return twilioErrorEffect(code).effect;
  // A code not known here fails its message; without one, all but 400 concerns how we call, not what.
  return status === 400 || (code !== undefined && status !== 401 && status !== 403) ? 'none' : 'account';
}

function errorOf(body: unknown): { code?: number; message?: string } {
  const value = typeof body === 'string' ? fromJson(body) : body;
  if (typeof value !== 'object' || value === null) return {};
  const { code, message } = value as { code?: unknown; message?: unknown };
  return {
    code: typeof code === 'number' ? code : undefined,
    message: typeof message === 'string' ? message.slice(0, 500) : undefined,
  };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A page of HTML says no more than its status does.
    return undefined;
  }
}
