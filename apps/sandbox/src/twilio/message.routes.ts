import { parse } from 'node:querystring';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FaultBook } from '../faults/fault-book';
import { answerUnderFaults } from '../faults/faulty-answer';
import type { AcceptanceRecord } from '../record/acceptance-record';
import type { SandboxSettings } from '../sandbox-settings';
import type { TwilioAccounts } from './accounts';
import { messageList } from './message-list';
import type { ListQuery } from './message-list';
import { checkMessageRules } from './message-rules';
import { checkMessageCreate } from './message-schema';
import type { TwilioError } from './message-schema';
import { messageResource, newText } from './text';
import type { Text } from './text';
import type { TextOutbox } from './text-outbox';
import type { TextStream } from './text-stream';
import { errorOfStatus, notAuthenticated, notFound, twilioError, twilioFault } from './twilio-errors';

export interface MessageParts {
  settings: () => SandboxSettings;
  record: AcceptanceRecord;
  faults: FaultBook;
  accounts: TwilioAccounts;
  outbox: TextOutbox;
  stream: TextStream;
  closing: AbortSignal;
}

interface AccountParams {
  account: string;
}

/** Messages of an account (https://www.twilio.com/docs/messaging/api/message-resource): create, list, fetch. */
export async function messageRoutes(app: FastifyInstance, parts: MessageParts): Promise<void> {
  const { accounts, outbox, record } = parts;
  // Only here: a form is what a foreign page may post without asking, so the control routes do not read any.
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, { ...parse(String(body)) }),
  );
  app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
    record.refused('sms');
    return twilioError(reply, errorOfStatus(error.statusCode ?? 500));
  });
  app.post<{ Params: AccountParams }>('/2010-04-01/Accounts/:account/Messages.json', async (request, reply) =>
    createMessage(parts, request, reply),
  );
  app.get<{ Params: AccountParams; Querystring: ListQuery }>(
    '/2010-04-01/Accounts/:account/Messages.json',
    async (request, reply) => {
      const { account } = request.params;
      if (!accounts.authenticate(request.headers.authorization, account))
        return twilioError(reply, notAuthenticated);
      return messageList(account, outbox.newest(), request.query);
    },
  );
  app.get<{ Params: AccountParams & { file: string } }>(
    '/2010-04-01/Accounts/:account/Messages/:file',
    async (request, reply) => {
      const { account, file } = request.params;
      if (!accounts.authenticate(request.headers.authorization, account))
        return twilioError(reply, notAuthenticated);
      const text = outbox.get(file.replace(/\.json$/, ''));
      return text?.account === account ? messageResource(text) : twilioError(reply, notFound);
    },
  );
  // The provider redirects to its storage, on another host and without credentials; here it is the same host.
  app.get<{ Params: AccountParams & { message: string; medium: string } }>(
    '/2010-04-01/Accounts/:account/Messages/:message/Media/:medium',
    async (request, reply) => {
      const { account, message, medium } = request.params;
      if (!accounts.authenticate(request.headers.authorization, account))
        return twilioError(reply, notAuthenticated);
      const text = outbox.get(message);
      const found = text?.account === account && text.media.find(({ sid }) => sid === medium);
      return found
        ? reply.redirect(`/media-storage/${message}/${medium}`, 307)
        : twilioError(reply, notFound);
    },
  );
  app.get<{ Params: { message: string; medium: string } }>(
    '/media-storage/:message/:medium',
    async (request, reply) => {
      const { message, medium } = request.params;
      const found = outbox.get(message)?.media.find(({ sid }) => sid === medium);
      return found ? reply.type(found.contentType).send(found.bytes) : twilioError(reply, notFound);
    },
  );
  app.all('/2010-04-01/*', async (_request, reply) => twilioError(reply, notFound));
}

async function createMessage(
  parts: MessageParts,
  request: FastifyRequest<{ Params: AccountParams }>,
  reply: FastifyReply,
) {
  const { record, accounts } = parts;
  const { account } = request.params;
  const refuse = (error: TwilioError) => {
    record.refused('sms');
    return twilioError(reply, error);
  };
  record.requested('sms');
  const user = accounts.authenticate(request.headers.authorization, account);
  if (!user) return refuse(notAuthenticated);
  const checked = checkMessageCreate((request.body ?? {}) as Record<string, unknown>);
  if ('error' in checked) return refuse(checked.error);
  const { message } = checked;
  const blocked =
    parts.settings().twilio.optOutBlocking && accounts.isBlocked(message.To, message.From ?? '');
  const broken = checkMessageRules(message, blocked);
  if (broken) return refuse(broken);

  const verdict = parts.faults.decide('twilio', [account, user], [message.To], Date.now());
  const text = newText(
    {
      account,
      direction: 'outbound-api',
      from: message.From ?? '',
      to: message.To,
      body: message.Body ?? '',
      mediaUrls: message.MediaUrl ?? [],
      status: 'queued',
    },
    Date.now(),
    {
      messagingServiceSid: message.MessagingServiceSid ?? null,
      statusCallback: message.StatusCallback ?? null,
    },
  );
  const resource = messageResource(text);
  return answerUnderFaults(verdict, reply, parts.closing, {
    accept: () => accept(parts, text),
    answer: () => reply.code(201).send(resource),
    refuse: (fault) => twilioFault(reply, fault, Date.now()),
    refuseAddress: () =>
      twilioError(reply, {
        status: 400,
        code: 21211,
        message: `The 'To' number ${text.to} is not a valid phone number.`,
      }),
    notAccepted: () => record.refused('sms'),
  });
}

async function accept({ record, outbox, stream }: MessageParts, text: Text): Promise<void> {
  const messageId = ownId(text.statusCallback);
  text.createdAt = text.updatedAt = Date.now();
  record.accept([
    {
      provider: 'sms',
      messageId,
      address: text.to,
      providerMessageId: text.sid,
      account: text.account,
      acceptedAt: text.createdAt,
    },
  ]);
  outbox.add(text);
  await stream.follow(text, messageId || text.to);
}

/** The sender's own id travels as `mid` in the status callback URL. */
function ownId(statusCallback: string | null): string {
  return (statusCallback && new URL(statusCallback).searchParams.get('mid')) || '';
}
