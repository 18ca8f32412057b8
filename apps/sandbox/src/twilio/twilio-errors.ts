import type { FastifyReply } from 'fastify';
import type { Fault } from '../faults/fault-book';
import type { TwilioError } from './message-schema';

export const notFound: TwilioError = {
  status: 404,
  code: 20404,
  message: 'The requested resource was not found',
};
export const notAuthenticated: TwilioError = { status: 401, code: 20003, message: 'Authenticate' };

const byStatus: Record<number, TwilioError> = {
  401: notAuthenticated,
  403: { status: 403, code: 20403, message: 'Forbidden' },
  404: notFound,
  429: { status: 429, code: 20429, message: 'Too Many Requests' },
  500: { status: 500, code: 20500, message: 'An internal server error has occurred' },
};

/** An answer in the provider's form. */
export function twilioError(reply: FastifyReply, { status, code, message }: TwilioError): FastifyReply {
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  return reply.code(status).send({ code, message, more_info, status });
}

/** 503 comes from the provider's proxy, as HTML. */
export function twilioFault(reply: FastifyReply, { rule, resetAt }: Fault, now: number): FastifyReply {
  const status = rule.status ?? 500;
  if (status === 503) {
    return reply.code(503).type('text/html').send('<html><body>503 Service Unavailable</body></html>');
  }
  if (status === 429) reply.header('Retry-After', String(Math.max(1, Math.ceil((resetAt - now) / 1_000))));
  return twilioError(reply, byStatus[status] ?? { status, code: 20001, message: 'Bad request' });
}

export function errorOfStatus(status: number): TwilioError {
  return byStatus[status] ?? { status, code: 20001, message: 'Bad request' };
}
