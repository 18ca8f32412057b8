import type { OpenAPIObject } from '@nestjs/swagger';

export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & Record<`x-${string}`, unknown>;

export interface CommonProblem {
  status: number;
  /** Of the shared response in the API description. */
  name: string;
  codes: string[];
}

const signedOut = ['unauthenticated', 'token_expired', 'token_invalid', 'session_ended', 'api_key_invalid'];

/** True for operations that look at `Idempotency-Key`. */
export const honoursKeys = (method: string, operation: Operation): boolean =>
  method === 'post' && Boolean(operation['x-idempotent']);

/** What every operation of its kind can answer besides what it states itself. */
export function commonProblems(method: string, operation: Operation): CommonProblem[] {
  const problems: CommonProblem[] = [{ status: 503, name: 'Unavailable', codes: ['database_unavailable'] }];
  const access = operation['x-access'];
  // A body is read, and may be refused, also where none is asked for.
  if (operation.requestBody || method !== 'get') {
    const { content = {} } = (operation.requestBody ?? {}) as { content?: object };
    problems.push(
      'multipart/form-data' in content
        ? { status: 400, name: 'InvalidForm', codes: ['validation_failed', 'invalid_form'] }
        : { status: 400, name: 'InvalidBody', codes: ['validation_failed', 'invalid_json'] },
      { status: 413, name: 'TooLarge', codes: ['body_too_large'] },
      { status: 415, name: 'UnsupportedMediaType', codes: ['unsupported_media_type'] },
    );
  } else if ((operation.parameters ?? []).length > 0) {
    problems.push({ status: 400, name: 'Invalid', codes: ['validation_failed'] });
  }
  if (access !== 'public') problems.push({ status: 401, name: 'Unauthenticated', codes: signedOut });
  if (access === 'user') problems.push({ status: 403, name: 'PersonNeeded', codes: ['person_needed'] });
  else if (access !== 'public' && access !== 'authenticated') {
    problems.push({ status: 403, name: 'PermissionMissing', codes: ['permission_missing'] });
  }
  if (operation['x-rate-limit'] !== false)
    problems.push({ status: 429, name: 'RateLimited', codes: ['rate_limited'] });
  if (honoursKeys(method, operation)) {
    const secret = operation['x-idempotent'] === 'secret';
    problems.push(
      secret
        ? {
            status: 409,
            name: 'SecretGiven',
            codes: ['idempotency_in_progress', 'idempotency_answer_lost', 'idempotency_answer_secret'],
          }
        : { status: 409, name: 'InProgress', codes: ['idempotency_in_progress', 'idempotency_answer_lost'] },
      { status: 422, name: 'KeyReused', codes: ['idempotency_key_reused'] },
    );
  }
  return problems;
}
