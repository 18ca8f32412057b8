import type { HandOff, Rejected } from '@integrations/hand-off';
import { retryMoment } from '@integrations/hand-off';
import type { SendGridAnswer } from './sendgrid-client';

const batchStatuses = new Set([400, 413, 422]);
const RATE_LIMIT_FALLBACK_MS = 60_000;

/** Reads SendGrid's answer to mail send (docs "Mail Send errors"; error bodies may be nginx's HTML). */
export function readMailSendAnswer(answer: SendGridAnswer, now: Date): HandOff {
  const { statusCode: status, headers } = answer;
  const messageId = headers['x-message-id'];
  if (status >= 200 && status < 300) {
    if (typeof messageId === 'string') return { kind: 'accepted', providerId: messageId };
    if (status === 202) return { kind: 'accepted', providerId: '' };
    // A page of some proxy, not SendGrid.
    return { kind: 'unknown', code: String(status), detail: 'success without X-Message-Id' };
  }
  if (status === 429)
    return { kind: 'rate_limited', retryAt: retryMoment(headers, now, RATE_LIMIT_FALLBACK_MS) };
  const error = firstError(answer.body);
  const detail = error.message ?? `HTTP ${status}`;
  // 408 is the other side's timeout: how much of the body it had is not said.
  if (status >= 500 || status < 200 || status === 408)
    return { kind: 'unknown', code: String(status), detail };
  if (batchStatuses.has(status))
    return rejected('batch', String(status), detail, recipientIndex(error.field));
  return rejected('account', accountCode(status, detail), detail);
}

function accountCode(status: number, detail: string): string {
  if (status === 401 && /credits exceeded/i.test(detail)) return 'credits_exceeded';
  if (status === 403 && /sender identity/i.test(detail)) return 'sender_not_verified';
  return String(status);
}

function rejected(scope: Rejected['scope'], code: string, detail: string, index?: number): Rejected {
  return { kind: 'rejected', scope, code, detail, ...(index === undefined ? {} : { index }) };
}

function firstError(body: unknown): { message?: string; field?: string } {
  if (typeof body !== 'object' || body === null || !('errors' in body) || !Array.isArray(body.errors))
    return {};
  const first: unknown = body.errors[0];
  if (typeof first !== 'object' || first === null) return {};
  const { message, field } = first as { message?: unknown; field?: unknown };
  return {
    message: typeof message === 'string' ? message.slice(0, 500) : undefined,
    field: typeof field === 'string' ? field : undefined,
  };
}

function recipientIndex(field: string | undefined): number | undefined {
  const match = /^personalizations[.[](\d+)/.exec(field ?? '');
  return match ? Number(match[1]) : undefined;
}
