import type { FastifyReply } from 'fastify';
import type { Fault } from '../faults/fault-book';
import type { MailError } from './mail-send.types';

const messages: Record<number, string> = {
  401: 'The provided authorization grant is invalid, expired, or revoked',
  403: 'access forbidden',
  404: 'Not Found',
  405: 'method not allowed',
  415: 'Content-Type should be application/json.',
  429: 'too many requests',
  500: 'Internal Server Error',
};

/** An answer in the provider's form; 413 and 503 come from its proxy, as HTML. */
export function sendgridError(reply: FastifyReply, status: number, errors?: MailError[]): FastifyReply {
  if (status === 413) return html(reply, 413, '413 Request Entity Too Large');
  if (status === 503) return html(reply, 503, '503 Service Unavailable');
  const message = messages[status] ?? 'Bad Request';
  return reply.code(status).send({ errors: errors ?? [{ message, field: null, help: null }] });
}

export function sendgridFault(reply: FastifyReply, { rule, resetAt }: Fault): FastifyReply {
  const status = rule.status ?? 500;
  if (status === 429) {
    reply.header('X-RateLimit-Limit', '500').header('X-RateLimit-Remaining', '0');
    reply.header('X-RateLimit-Reset', String(Math.floor(resetAt / 1_000)));
  }
  return sendgridError(reply, status);
}

function html(reply: FastifyReply, status: number, title: string): FastifyReply {
  const page = `<html>\r\n<head><title>${title}</title></head>\r\n<body>nginx</body>\r\n</html>\r\n`;
  return reply.code(status).type('text/html').send(page);
}
