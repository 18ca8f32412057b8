import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { commonProblems, honoursKeys, type Operation } from './common-problems';
import { problemResponse } from './documented-problems';
import { problemContentType } from './problem';

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
  const shared = new Map<string, object>();
  for (const item of Object.values(document.paths)) {
    for (const method of methods) {
      const operation = item[method] as Operation | undefined;
      if (operation) completeOperation(method, operation, shared);
    }
  }
  document.components.responses = Object.fromEntries(shared) as NonNullable<
    typeof document.components.responses
  >;
  return sorted(document) as OpenAPIObject;
}

type Parameter = NonNullable<Operation['parameters']>[number];

/** Sent by every browser, or stated as a security scheme. */
const unsaid = ['user-agent', 'x-cron-api-key'];

/** Nest takes every header that a method reads for required. None is: what must be there is a security scheme. */
function asItIsAsked(parameter: Parameter): Parameter[] {
  if (!('in' in parameter) || parameter.in !== 'header') return [parameter];
  return unsaid.includes(parameter.name) ? [] : [{ ...parameter, required: false }];
}

function completeOperation(method: string, operation: Operation, shared: Map<string, object>): void {
  for (const { status, name, codes } of commonProblems(method, operation)) {
    const own = operation.responses[String(status)] as
      { content?: Record<string, { examples?: object }> } | undefined;
    const named = Object.keys(own?.content?.[problemContentType]?.examples ?? {});
    if (named.length > 0) {
      operation.responses[String(status)] = problemResponse(status, [...new Set([...named, ...codes])]);
      continue;
    }
    shared.set(name, problemResponse(status, codes));
    operation.responses[String(status)] = { $ref: `#/components/responses/${name}` };
  }
  operation.parameters = [
    ...(operation.parameters ?? []).flatMap(asItIsAsked),
    ...(honoursKeys(method, operation) ? [idempotencyHeader] : []),
  ];
  delete operation['x-rate-limit'];
}

/** Keys in alphabetical order at every depth, so that the committed file changes only where the API does. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
