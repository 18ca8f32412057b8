import { createHash, randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FaultBook } from '../faults/fault-book';
import { answerUnderFaults } from '../faults/faulty-answer';
import type { AcceptanceRecord } from '../record/acceptance-record';
import type { EventStream } from './event-stream';
import { ownMessageId } from './mail-batch';
import type { MailBatch } from './mail-batch';
import type { MailOutbox } from './mail-outbox';
import { checkMailRules } from './mail-rules';
import { checkMailSend } from './mail-schema';
import { sendgridError, sendgridFault } from './sendgrid-errors';

const maxBytes = 30 * 1024 * 1024;

export interface MailSendParts {
  record: AcceptanceRecord;
  faults: FaultBook;
  outbox: MailOutbox;
  events: EventStream;
  closing: AbortSignal;
}

/** `POST /v3/mail/send` (https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send). */
export async function mailSendRoutes(app: FastifyInstance, parts: MailSendParts): Promise<void> {
  app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
    parts.record.refused('email');
    return sendgridError(reply, error.statusCode ?? 500);
  });
  app.post('/v3/mail/send', async (request, reply) => mailSend(parts, request, reply));
  app.all('/v3/*', async (_request, reply) => sendgridError(reply, 404));
}

async function mailSend(parts: MailSendParts, request: FastifyRequest, reply: FastifyReply) {
  const { record } = parts;
  const refuse = (status: number, errors?: Parameters<typeof sendgridError>[2]) => {
    record.refused('email');
    return sendgridError(reply, status, errors);
  };
  record.requested('email');
  const apiKey = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (!apiKey) return refuse(401);
  if (Number(request.headers['content-length']) > maxBytes) return refuse(413);
  const checked = checkMailSend(request.body);
  if ('errors' in checked) return refuse(400, checked.errors);
  const { mail } = checked;
  const now = Date.now();
  const { recipients, errors } = checkMailRules(mail, now);
  if (errors.length > 0) return refuse(400, errors);
  if (mail.mail_settings?.sandbox_mode?.enable) return reply.code(200).send();

  const messageId = randomBytes(16).toString('base64url');
  const account = accountLabel(apiKey);
  const verdict = parts.faults.decide('sendgrid', [apiKey, account], recipients.addresses, now);
  return answerUnderFaults(verdict, reply, parts.closing, {
    accept: () =>
      accept(parts, { messageId, account, mail, recipients, acceptedAt: Date.now(), events: new Map() }),
    answer: () => reply.code(202).header('X-Message-Id', messageId).send(),
    refuse: (fault) => sendgridFault(reply, fault),
    refuseAddress: ({ addressIndex }) => {
      const field = `personalizations.${recipients.owners[addressIndex]}.to.0.email`;
      return sendgridError(reply, 400, [{ message: 'Does not contain a valid address.', field, help: null }]);
    },
    notAccepted: () => record.refused('email'),
  });
}

async function accept({ record, outbox, events }: MailSendParts, batch: MailBatch): Promise<void> {
  const { messageId, account, acceptedAt } = batch;
  record.accept(
    batch.recipients.addresses.map((address, recipient) => ({
      provider: 'email' as const,
      messageId: ownMessageId(batch, recipient),
      address,
      providerMessageId: messageId,
      account,
      acceptedAt,
    })),
  );
  outbox.add(batch);
  await events.follow(batch);
}

/** Tells accounts apart in the record without keeping their keys. */
function accountLabel(apiKey: string): string {
  return `key-${createHash('sha256').update(apiKey).digest('hex').slice(0, 12)}`;
}
