import type { FastifyInstance } from 'fastify';
import type { InboundMail } from '../sendgrid/inbound-mail';
import type { OneClick } from '../sendgrid/one-click';
import type { InboundText } from '../twilio/inbound-texts';
import type { SandboxControl } from './sandbox-control';

const text = { type: 'string' };
const closed = (required: string[], properties: Record<string, unknown>) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

const inboundText = closed(['from', 'body'], {
  from: text,
  to: text,
  body: text,
  accountSid: { type: 'string', pattern: '^AC[0-9a-fA-F]{32}$' },
  messagingServiceSid: text,
  mediaUrls: { type: 'array', maxItems: 10, items: text },
  media: {
    type: 'array',
    maxItems: 10,
    items: closed(['contentType', 'content'], { contentType: text, content: text }),
  },
  optOutType: { enum: ['STOP', 'START', 'HELP'] },
});

const inboundMail = closed(['to', 'from', 'subject'], {
  to: text,
  from: text,
  subject: text,
  text,
  html: text,
  headers: { type: 'object', additionalProperties: text },
  attachments: {
    type: 'array',
    items: closed(['filename', 'content'], { filename: text, type: text, content: text }),
  },
});

const oneClick = {
  type: 'object',
  additionalProperties: false,
  properties: { url: { type: 'string', pattern: '^https?://' }, address: text },
  oneOf: [{ required: ['url'] }, { required: ['address'] }],
};

/** What tests, benchmarks and the demo steer the sandbox with. Faults and record have their own routes. */
export function controlRoutes(app: FastifyInstance, control: SandboxControl): void {
  app.get('/_control/health', async () => ({ status: 'ok', ...control.stats() }));
  app.get('/_control/config', async () => control.settings());
  app.put('/_control/config', async (request) => control.configure(request.body as object));
  app.get('/_control/sendgrid-public-key', async () => ({ publicKey: control.sendgridPublicKey }));
  app.post<{ Body: InboundText }>('/_control/inbound', { schema: { body: inboundText } }, async (request) =>
    control.inboundText(request.body),
  );
  app.post<{ Body: InboundMail }>(
    '/_control/inbound-email',
    { schema: { body: inboundMail } },
    async (request) => control.inboundMail(request.body),
  );
  app.post<{ Body: OneClick }>('/_control/one-click', { schema: { body: oneClick } }, async (request) =>
    control.oneClick(request.body),
  );
  app.delete('/_control/outbox', async (_request, reply) => {
    control.clearOutbox();
    return reply.code(204).send();
  });
}
