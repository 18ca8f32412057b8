import type { FastifyInstance, FastifyReply } from 'fastify';
import type { MailOutbox, OutboxMail } from '../sendgrid/mail-outbox';
import { renderMail } from '../sendgrid/rendered-mail';
import { outsideNumber } from '../twilio/text-outbox';
import type { TextOutbox } from '../twilio/text-outbox';
import { listPage } from './list-page';
import { mailPage } from './mail-page';
import { contentPolicy, page } from './page';
import { threadPage } from './thread-page';

const shown = 100;

/** What was accepted, for people (`/`) and for tests (`/outbox.json?to=&limit=`). */
export function outboxRoutes(app: FastifyInstance, mails: MailOutbox, texts: TextOutbox): void {
  const list = async (query: { q?: string }, reply: FastifyReply) => {
    const wanted = query.q?.trim() ?? '';
    const found = [...mails.newest(wanted).take(shown)];
    const threads = new Map<string, { number: string; count: number; last: string; at: number }>();
    for (const text of texts.newest()) {
      const number = outsideNumber(text);
      if (!number.includes(wanted)) continue;
      const thread = threads.get(number);
      if (thread) thread.count++;
      else threads.set(number, { number, count: 1, last: text.body, at: text.createdAt });
    }
    return html(reply, 'Outbox', listPage(wanted, found, [...threads.values()].slice(0, shown)));
  };
  app.get<{ Querystring: { q?: string } }>('/', async (request, reply) => list(request.query, reply));
  app.get<{ Querystring: { q?: string } }>('/outbox', async (request, reply) => list(request.query, reply));

  app.get<{ Params: { messageId: string; recipient: string } }>(
    '/outbox/email/:messageId/:recipient',
    async (request, reply) => {
      const found = mails.find(request.params.messageId, Number(request.params.recipient));
      if (!found) return html(reply.code(404), 'Not found', '<p>This mail is no longer kept.</p>');
      return html(reply, renderMail(found.batch, found.recipient).subject, mailPage(found), true);
    },
  );
  app.get<{ Params: { number: string } }>('/outbox/sms/:number', async (request, reply) => {
    const { number } = request.params;
    return html(reply, number, threadPage(number, texts.thread(number)));
  });

  app.get<{ Querystring: { to?: string; limit?: number } }>(
    '/outbox.json',
    { schema: { querystring: jsonQuery } },
    async ({ query: { to = '', limit = 100 } }) => ({
      emails: [...mails.newest(to).take(limit)].map(mailJson),
      texts: texts
        .newest()
        .filter((text) => outsideNumber(text).includes(to))
        .slice(0, limit),
    }),
  );
}

const jsonQuery = {
  type: 'object',
  additionalProperties: false,
  properties: { to: { type: 'string' }, limit: { type: 'integer', minimum: 1, maximum: 10_000 } },
};

export function mailJson({ batch, recipient }: OutboxMail) {
  return {
    messageId: batch.messageId,
    acceptedAt: batch.acceptedAt,
    account: batch.account,
    ...renderMail(batch, recipient),
    events: batch.events?.get(recipient) ?? [],
  };
}

function html(reply: FastifyReply, title: string, body: string, framesMail = false): FastifyReply {
  return reply
    .header('Content-Security-Policy', contentPolicy(framesMail))
    .header('X-Content-Type-Options', 'nosniff')
    .header('Referrer-Policy', 'no-referrer')
    .header('Cache-Control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(page(title, body));
}
