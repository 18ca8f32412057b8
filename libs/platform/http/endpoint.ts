import { applyDecorators, HttpCode, SetMetadata, type Type } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtension,
  ApiExtraModels,
  ApiOperation,
  ApiResponse,
  ApiSecurity,
  getSchemaPath,
} from '@nestjs/swagger';
import { AccessRule, type Access } from './access';
import { codesByStatus, problemResponse } from './documented-problems';

export interface EndpointOptions {
  summary: string;
  description?: string;
  access: Access;
  /** The class of the answer, or `[Class]` for a plain list. Without one the answer is empty (204) unless `produces` is given. */
  response?: Type<unknown> | [Type<unknown>];
  /** Another class that the answer may be of. */
  alternative?: Type<unknown>;
  /** Status of success. Default 200, or 204 without an answer; a route that creates says 201. */
  status?: number;
  /** Media type of an answer that is not JSON, e.g. `text/csv`. */
  produces?: string;
  /** Stable codes this route can answer besides those of every route: `x_not_found` is 404, others 409, `'422:code'` as stated. */
  errors?: string[];
  /**
   * How a POST treats `Idempotency-Key`. `true` (default): a repetition gets the stored first answer. `'secret'`: the answer
   * must not be stored, a repetition is refused. `false`: repeating does no harm and the key is not looked at.
   */
  idempotent?: boolean | 'secret';
  /** False lifts the limit per address of a public route: for posts by mail providers, which come in crowds from few addresses. */
  rateLimit?: boolean;
}

export const idempotencyKey = 'brickwork:idempotent';
export const rateLimitKey = 'brickwork:rate-limit';

/** Everything the edge needs to know of a route: who may call it, what it answers, and its documentation. */
export function Endpoint(options: EndpointOptions): MethodDecorator {
  const { summary, description, access, response, produces, errors = [], idempotent = true } = options;
  const status = options.status ?? (response || produces ? 200 : 204);
  const decorators = [
    AccessRule(access),
    SetMetadata(idempotencyKey, idempotent),
    SetMetadata(rateLimitKey, options.rateLimit ?? true),
    HttpCode(status),
    ApiOperation({ summary, description: description ?? accessSentence(access) }),
    ApiExtension('x-access', access),
    ApiExtension('x-idempotent', idempotent),
    ApiExtension('x-rate-limit', options.rateLimit ?? true),
    ApiResponse(successOf(status, options)),
    ...[...codesByStatus(errors)].map(([code, names]) =>
      ApiResponse({ status: code, ...problemResponse(code, names) }),
    ),
  ];
  if (options.alternative) decorators.push(ApiExtraModels(response as Type<unknown>, options.alternative));
  if (access !== 'public') decorators.push(ApiBearerAuth(), ApiSecurity('api-key'));
  return applyDecorators(...decorators);
}

function successOf(status: number, { response, alternative, produces }: EndpointOptions) {
  if (produces) {
    return { status, description: 'OK', content: { [produces]: { schema: { type: 'string' as const } } } };
  }
  if (!response) return { status, description: 'Done; the answer is empty.' };
  if (!alternative) return { status, description: 'OK', type: response as Type<unknown> };
  const oneOf = [response as Type<unknown>, alternative].map((type) => ({ $ref: getSchemaPath(type) }));
  return { status, description: 'OK', content: { 'application/json': { schema: { oneOf } } } };
}

function accessSentence(access: Access): string {
  if (access === 'public') return 'Open to anyone.';
  return access === 'authenticated'
    ? 'Needs a signed-in user or an API key.'
    : `Needs the permission \`${access}\`.`;
}
