import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { controlRoutes } from './control/control.routes';
import { SandboxControl } from './control/sandbox-control';
import { FaultBook } from './faults/fault-book';
import { faultRoutes } from './faults/faults.routes';
import { outboxRoutes } from './outbox/outbox.routes';
import { AcceptanceRecord } from './record/acceptance-record';
import { RecordFile } from './record/record-file';
import { recordRoutes } from './record/record.routes';
import type { SandboxOptions } from './sandbox-config';
import { defaultSettings } from './sandbox-settings';
import { EventSigner } from './sendgrid/event-signature';
import { EventStream } from './sendgrid/event-stream';
import { MailOutbox } from './sendgrid/mail-outbox';
import { mailSendRoutes } from './sendgrid/mail-send.routes';
import { patchSettings } from './settings-schema';
import { TwilioAccounts } from './twilio/accounts';
import { InboundTexts } from './twilio/inbound-texts';
import { messageRoutes } from './twilio/message.routes';
import { TextOutbox } from './twilio/text-outbox';
import { TextStream } from './twilio/text-stream';

export interface Sandbox {
  app: FastifyInstance;
  /** Base URL for the SDKs, without a slash at the end. */
  url: string;
  port: number;
  control: SandboxControl;
  /** Stops listening at once; webhooks not yet sent are given up. */
  close: () => Promise<void>;
}

const bodyLimit = 31 * 1024 * 1024;

/** Starts a sandbox; `port` 0 (the default here) takes a free one. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const settings = { current: patchSettings(defaultSettings, options.settings ?? {}) };
  const current = () => settings.current;
  const keep = options.keepMessages ?? 5_000;
  const closing = new AbortController();
  let url = '';

  const record = new AcceptanceRecord(options.recordFile ? new RecordFile(options.recordFile) : null);
  const faults = new FaultBook();
  const signer = new EventSigner(options.sendgridPrivateKey);
  const mails = new MailOutbox(keep);
  const events = new EventStream(current, signer);
  const accounts = new TwilioAccounts(options.twilioAuthToken);
  const texts = new TextOutbox(keep);
  const inbound = new InboundTexts(current, accounts, texts, () => url);
  const textStream = new TextStream(current, accounts, inbound);
  const control = new SandboxControl({
    record,
    faults,
    mails,
    texts,
    events,
    textStream,
    inbound,
    signer,
    settings,
  });

  const app = Fastify({
    bodyLimit,
    forceCloseConnections: true,
    logger: options.log ? { level: 'warn' } : false,
    // Unknown properties are refused, not silently taken out.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: true } },
  });
  app.removeContentTypeParser('text/plain');
  controlRoutes(app, control);
  faultRoutes(app, faults);
  recordRoutes(app, record);
  outboxRoutes(app, mails, texts);
  await app.register(async (scope) =>
    mailSendRoutes(scope, { record, faults, outbox: mails, events, closing: closing.signal }),
  );
  await app.register(async (scope) =>
    messageRoutes(scope, {
      settings: current,
      record,
      faults,
      accounts,
      outbox: texts,
      stream: textStream,
      closing: closing.signal,
    }),
  );
  app.addHook('onClose', async () => record.close());

  const host = options.host ?? '127.0.0.1';
  await app.listen({ port: options.port ?? 0, host });
  const { port } = app.server.address() as AddressInfo;
  const named = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  url = `http://${named.includes(':') ? `[${named}]` : named}:${port}`;
  return {
    app,
    url,
    port,
    control,
    close: async () => {
      closing.abort();
      events.dispatcher.close();
      textStream.dispatcher.close();
      await app.close();
    },
  };
}
