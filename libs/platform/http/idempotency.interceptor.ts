import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catchError, from, mergeMap, Observable } from 'rxjs';
import { sha256Hex } from '@platform/crypto';
import { TenantScope } from '@platform/database';
import { conflict, DomainError, invalidField, type ErrorKind } from '@platform/errors';
import { Idempotency, type IdempotencyClaim, type StoredAnswer } from '@platform/idempotency';
import { idempotencyKey, type EndpointOptions } from './endpoint';
import { foreseen } from './foreseen';
import { statusOf } from './problem';

/** Requests before sign-in belong to no team; row-level security keeps their keys under the nil UUID. */
const nobody = TenantScope.of('00000000-0000-0000-0000-000000000000');

type Kept =
  | { answer: unknown }
  | { error: { kind: ErrorKind; code: string; message: string; extra: object } }
  | { secret: true };

/** Runs a POST that carries an `Idempotency-Key` once, and gives every repetition the first answer. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly idempotency: Idempotency,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const mode = this.reflector.get<EndpointOptions['idempotent']>(idempotencyKey, context.getHandler());
    const given = request.headers['idempotency-key'];
    if (request.method !== 'POST' || !mode || given === undefined) return next.handle();
    if (typeof given !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(given)) {
      throw invalidField(
        'Idempotency-Key',
        'wrong_format',
        'Idempotency-Key takes 1 to 255 printable ASCII characters.',
      );
    }
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const { actor } = request;
    const scope = actor?.scope ?? nobody;
    const owner = actor?.id ?? sha256Hex(request.ip).slice(0, 32);
    const begun = await this.idempotency.begin(scope, {
      key: `${owner}:${given}`,
      route: `POST ${request.routeOptions.url}`,
      hash: sha256Hex(`${request.url}\n${bodyOf(request)}`),
    });
    if ('status' in begun) return replay(reply, begun);
    const work = new Observable<unknown>((answers) =>
      this.idempotency.run(scope, begun, () => next.handle().subscribe(answers)),
    );
    return work.pipe(
      mergeMap(async (answer: unknown) => {
        const kept: Kept = mode === 'secret' ? { secret: true } : { answer: answer ?? null };
        await this.idempotency.finish(scope, begun, { status: reply.statusCode, body: kept });
        return answer;
      }),
      catchError((thrown: unknown) => from(this.failed(scope, begun, thrown))),
    );
  }

  /** What will not be different next time is kept; an outage or an unforeseen failure gives the key back. */
  private async failed(scope: TenantScope, claim: IdempotencyClaim, thrown: unknown): Promise<never> {
    const error = foreseen(thrown);
    if (!error || error.retryable) await this.idempotency.release(scope, claim);
    else {
      const { kind, code, message, extra } = error;
      await this.idempotency.finish(scope, claim, {
        status: statusOf[kind],
        body: { error: { kind, code, message, extra } } satisfies Kept,
      });
    }
    throw thrown;
  }
}

function replay(reply: FastifyReply, { status, body }: StoredAnswer): Observable<unknown> {
  const kept = body as Kept;
  void reply.header('idempotency-replayed', 'true');
  if ('secret' in kept) {
    throw conflict(
      'idempotency_answer_secret',
      'This was done. Its answer held a secret and is not shown a second time.',
    );
  }
  if ('error' in kept)
    throw new DomainError(kept.error.kind, kept.error.code, kept.error.message, { ...kept.error.extra });
  void reply.status(status);
  return from([kept.answer ?? undefined]);
}

/** An upload is read while it is handled: its length has to stand for it. */
function bodyOf(request: FastifyRequest): string {
  const isStream = request.body === undefined && request.headers['content-length'] !== undefined;
  return isStream ? `length ${request.headers['content-length']}` : (JSON.stringify(request.body) ?? '');
}
