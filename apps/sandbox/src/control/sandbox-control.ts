import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultBook } from '../faults/fault-book';
import { mailJson } from '../outbox/outbox.routes';
import type { AcceptanceRecord } from '../record/acceptance-record';
import type { SandboxSettings } from '../sandbox-settings';
import type { EventSigner } from '../sendgrid/event-signature';
import type { EventStream } from '../sendgrid/event-stream';
import { deliverInboundMail } from '../sendgrid/inbound-mail';
import type { InboundMail } from '../sendgrid/inbound-mail';
import type { MailOutbox } from '../sendgrid/mail-outbox';
import { oneClickUnsubscribe } from '../sendgrid/one-click';
import type { OneClick } from '../sendgrid/one-click';
import { patchSettings } from '../settings-schema';
import type { SettingsPatch } from '../settings-schema';
import { NoReceiverError } from '../twilio/inbound-texts';
import type { InboundText, InboundTexts } from '../twilio/inbound-texts';
import type { TextOutbox } from '../twilio/text-outbox';
import type { TextStream } from '../twilio/text-stream';

interface ControlParts {
  record: AcceptanceRecord;
  faults: FaultBook;
  mails: MailOutbox;
  texts: TextOutbox;
  events: EventStream;
  textStream: TextStream;
  inbound: InboundTexts;
  signer: EventSigner;
  settings: { current: SandboxSettings };
}

/** Everything the control endpoints do, for tests that run the sandbox in their own process. */
export class SandboxControl {
  readonly record: AcceptanceRecord;
  readonly faults: FaultBook;
  /** Base64 SPKI DER: what goes into SENDGRID_WEBHOOK_PUBLIC_KEY. */
  readonly sendgridPublicKey: string;

  constructor(private readonly parts: ControlParts) {
    this.record = parts.record;
    this.faults = parts.faults;
    this.sendgridPublicKey = parts.signer.publicKey;
  }

  settings(): SandboxSettings {
    return this.parts.settings.current;
  }

  /** Merges into the settings. Throws SettingsError. */
  configure(patch: SettingsPatch): SandboxSettings {
    const { settings, events, textStream } = this.parts;
    settings.current = patchSettings(settings.current, patch);
    events.dispatcher.pump();
    textStream.dispatcher.pump();
    return settings.current;
  }

  /** Answers when the receiver has answered the first attempt. */
  async inboundText(inbound: InboundText) {
    return this.parts.inbound.deliver(inbound, this.parts.textStream.dispatcher.office);
  }

  async inboundMail(mail: InboundMail) {
    const { signer, events } = this.parts;
    const outcome = await deliverInboundMail(mail, this.settings(), signer, events.dispatcher.office);
    if (!outcome) throw new NoReceiverError('no targetUrl');
    return { outcome };
  }

  async oneClick(wanted: OneClick) {
    return oneClickUnsubscribe(wanted, this.parts.mails, this.settings());
  }

  /** Newest first, content rendered; `to` is part of an address or number. */
  outbox(to = '', limit = 100) {
    const texts = this.parts.texts.newest().filter((text) => (text.from + text.to).includes(to));
    return {
      emails: [...this.parts.mails.newest(to).take(limit)].map(mailJson),
      texts: texts.slice(0, limit),
    };
  }

  clearOutbox(): void {
    this.parts.mails.clear();
    this.parts.texts.clear();
  }

  stats() {
    const { events, textStream } = this.parts;
    return {
      sendgrid: {
        pendingEvents: events.pending,
        overflow: events.overflow,
        postsInHand: events.dispatcher.office.busy,
        ...events.dispatcher.office.counts,
      },
      twilio: {
        pendingTexts: textStream.dispatcher.timeline.size,
        overflow: textStream.overflow,
        postsInHand: textStream.dispatcher.office.busy,
        ...textStream.dispatcher.office.counts,
      },
    };
  }

  /** Resolves when no webhook is left to send; false when `timeoutMs` runs out first. */
  async drained(timeoutMs = 30_000): Promise<boolean> {
    const { events, textStream } = this.parts;
    const until = Date.now() + timeoutMs;
    while (!events.dispatcher.idle || !textStream.dispatcher.idle) {
      if (Date.now() > until) return false;
      await sleep(10);
    }
    return true;
  }
}
