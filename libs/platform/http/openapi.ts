import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { problemResponse } from './documented-problems';
import { problemContentType } from './problem';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & Record<`x-${string}`, unknown>;

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;
const versions = { title: 'Brickwork', version: '1' };

const problemSchema = {
  type: 'object' as const,
  description:
    'RFC 9457. `code` is stable and meant for programs; `detail` is meant for people and may change.',
  required: ['type', 'title', 'status', 'code', 'detail', 'instance', 'requestId'],
  properties: {
    type: { type: 'string' as const, example: 'urn:brickwork:problem:validation_failed' },
    title: { type: 'string' as const, example: 'Validation failed' },
    status: { type: 'integer' as const, example: 400 },
    code: { type: 'string' as const, example: 'validation_failed' },
    detail: { type: 'string' as const },
    instance: { type: 'string' as const, example: '/api/leads' },
    requestId: { type: 'string' as const, example: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f' },
    errors: {
      type: 'array' as const,
      items: {
        type: 'object' as const,
        required: ['field', 'code', 'message'],
        properties: {
          field: { type: 'string' as const, example: 'contacts[0].email' },
          code: { type: 'string' as const, example: 'not_an_email' },
          message: { type: 'string' as const },
        },
      },
    },
  },
};

const idempotencyHeader = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  required: false,
  description:
    'A repetition with the same key and body within 24 h gets the first answer, with `Idempotency-Replayed: true`.',
  schema: { type: 'string' as const, maxLength: 255, example: '5f0b6c1e-launch' },
};

/** The API's own description: what controllers state, plus what every route of its kind can answer. In a stable order. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle(versions.title)
    .setVersion(versions.version)
    .setDescription(
      'Automation backend of a real-estate CRM. Errors are `application/problem+json`; lists are `?limit=&cursor=`.',
    )
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .addApiKey({ type: 'apiKey', in: 'header', name: 'x-api-key' }, 'api-key')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'x-cron-api-key' }, 'cron-key')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: problemSchema },
  };
  for (const item of Object.values(document.paths)) {
    for (const method of methods) {
      const operation = item[method] as Operation | undefined;
      if (operation) completeOperation(method, operation);
    }
  }
  return sorted(document) as OpenAPIObject;
}

function completeOperation(method: string, operation: Operation): void {
  const common = new Map<number, string[]>([[503, ['database_unavailable']]]);
  const isPublic = operation['x-access'] === 'public';
  const limited = operation['x-rate-limit'] !== false;
  const parameters = operation.parameters ?? [];
  if (parameters.length > 0 || operation.requestBody) common.set(400, ['validation_failed']);
  if (operation.requestBody) {
    common.set(400, ['validation_failed', 'invalid_json']);
    common.set(413, ['body_too_large']);
    common.set(415, ['unsupported_media_type']);
  }
  if (!isPublic)
    common.set(401, [
      'unauthenticated',
      'token_expired',
      'token_invalid',
      'session_ended',
      'api_key_invalid',
    ]);
  if (!isPublic && operation['x-access'] !== 'authenticated') common.set(403, ['permission_missing']);
  if (limited) common.set(429, ['rate_limited']);
  if (method === 'post' && operation['x-idempotent']) {
    common.set(409, [
      'idempotency_in_progress',
      ...(operation['x-idempotent'] === 'secret' ? ['idempotency_answer_secret'] : []),
    ]);
    common.set(422, ['idempotency_key_reused']);
    operation.parameters = [...parameters, idempotencyHeader];
  }
  for (const [status, codes] of common) {
    const own = operation.responses[String(status)] as
      { content?: Record<string, { examples?: object }> } | undefined;
    const named = Object.keys(own?.content?.[problemContentType]?.examples ?? {});
    operation.responses[String(status)] = problemResponse(status, [...new Set([...named, ...codes])]);
  }
  delete operation['x-rate-limit'];
}

/** Keys in alphabetical order at every depth, so that the committed file changes only where the API does. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
