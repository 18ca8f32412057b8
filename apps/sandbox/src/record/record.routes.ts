import type { FastifyInstance } from 'fastify';
import type { AcceptanceRecord, Provider } from './acceptance-record';

interface PageQuery {
  provider?: Provider;
  limit: number;
  cursor?: number;
}

const pageQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    provider: { enum: ['email', 'sms'] },
    limit: { type: 'integer', minimum: 1, maximum: 10_000, default: 1_000 },
    cursor: { type: 'integer', minimum: 0 },
  },
};

export function recordRoutes(app: FastifyInstance, record: AcceptanceRecord): void {
  app.get<{ Querystring: PageQuery }>(
    '/_control/record',
    { schema: { querystring: pageQuery } },
    async (request) => record.page(request.query),
  );
  app.get('/_control/record/summary', async () => record.summary());
  app.delete('/_control/record', async (_request, reply) => {
    record.reset();
    return reply.code(204).send();
  });
}
