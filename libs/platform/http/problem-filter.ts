import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '@platform/errors';
import { ErrorReports } from '@platform/logging';
import { foreseen } from './foreseen';
import { problemContentType, problemType, statusOf, titleOf, type Problem } from './problem';

/** Names that belong to the problem document itself and cannot be overwritten by an error's extra facts. */
const reserved = new Set([
  'type',
  'title',
  'status',
  'code',
  'detail',
  'instance',
  'requestId',
  'errors',
  'retryAfterSeconds',
]);

/** Turns whatever went wrong into a problem document. What was not foreseen is logged and answered without a detail. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  constructor(private readonly reports: ErrorReports) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const error = foreseen(thrown);
    if (!error) {
      this.logger.error({ err: thrown, requestId: request.id }, 'a request failed unexpectedly');
      this.reports.report(thrown, { requestId: request.id, route: request.routeOptions.url ?? 'none' });
    }
    const failure =
      error ?? new DomainError('unavailable', 'internal_error', 'Something went wrong on our side.');
    const status = error ? statusOf[error.kind] : 500;
    sendProblem(request, reply, status, failure);
  }
}

/** Answers with a problem document; also used by hooks that run before Nest. */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  error: DomainError,
): void {
  // The head is already out (a stream broke half-way): the only honest sign left is a broken connection.
  if (reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  const { code, message, extra } = error;
  const retryAfter = extra.retryAfterSeconds;
  if (retryAfter !== undefined) void reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfter))));
  // The router refuses some requests before any hook has set these.
  void reply.headers({ 'x-request-id': request.id, 'x-content-type-options': 'nosniff' });
  if (status === 401) void reply.header('www-authenticate', 'Bearer');
  const problem: Problem = {
    type: problemType(code),
    title: titleOf(code),
    status,
    code,
    detail: message,
    instance: request.url.split('?', 1)[0]!.slice(0, 300),
    requestId: request.id,
    ...(extra.errors && { errors: extra.errors }),
    ...Object.fromEntries(Object.entries(extra).filter(([name]) => !reserved.has(name))),
  };
  void reply.status(status).type(problemContentType).serializer(JSON.stringify).send(problem);
}
