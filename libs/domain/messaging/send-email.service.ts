import { Injectable } from '@nestjs/common';
import {
  customArgNames,
  emailLimits,
  EmailProvider,
  type EmailBatch,
  type EmailRecipient,
} from '@integrations/email';
import type { MergeValues } from '@domain/templates';
import { Accounts } from './accounts';
import type { ClaimedChunk } from './chunks.repository';
import { threadingHeaders } from './mail-threading';
import type { ProviderCall } from './send-calls';
import { renderMail, renderTokens, type MailTexts, type Rendered, type SendableMail } from './send-content';
import type { MessageFacts, TeamSettings } from './send-facts.repository';
import type { Ready } from './send-plan';

/** A mail as its recipient's tokens in the shared body, or as finished texts of its own. */
export type PreparedMail = { tokens: Record<string, string> } | { texts: MailTexts };

/** What the mails of one chunk have in common. */
export interface Mailing {
  teamId: string;
  chunk: ClaimedChunk;
  content: SendableMail;
  settings: TeamSettings;
  unsubscribeUrl: (messageId: string) => string;
}

/** Tokens of finished texts, when a whole body is one substitution. */
const wholeBody: MailTexts = { subject: '-bw.subject-', text: '-bw.text-', html: '-bw.html-' };
/** Below the provider's limit with room for escaping. */
const mostTokenBytes = emailLimits.substitutionsBytes * 0.9;

/** Turns the ready mails of a chunk into as few calls as their templates allow. */
@Injectable()
export class SendEmail {
  constructor(
    private readonly accounts: Accounts,
    private readonly provider: EmailProvider,
  ) {}

  /** How one recipient's mail is rendered. */
  renderer(content: SendableMail): (values: MergeValues, message: MessageFacts) => Rendered<PreparedMail> {
    return (values) => {
      const tokens = content.shared && renderTokens(content.shared, values);
      if (tokens?.ok === false) return tokens;
      if (tokens && fits(tokens.value)) return { ok: true, value: { tokens: tokens.value } };
      const texts = renderMail(content.parts, values);
      return texts.ok ? { ok: true, value: { texts: texts.value } } : texts;
    };
  }

  /** One call for all that share a body; finished texts travel as substitutions while they are small, else alone. */
  calls(mailing: Mailing, ready: Ready<PreparedMail>[]): ProviderCall[] {
    const { teamId, chunk, content, settings, unsubscribeUrl } = mailing;
    const account = this.accounts.email(teamId);
    const marketing = chunk.purpose === 'marketing';
    const frame = {
      from: this.accounts.mailFrom(settings, content.from),
      headers: headersOf(content, marketing),
      calendar: content.calendar ?? undefined,
    };
    const recipient = (
      { id, address }: Ready<PreparedMail>,
      substitutions?: Record<string, string>,
    ): EmailRecipient => ({
      messageId: id,
      to: { email: address },
      customArgs: { [customArgNames.teamId]: teamId },
      substitutions,
      headers: marketing ? { 'List-Unsubscribe': `<${unsubscribeUrl(id)}>` } : undefined,
    });
    const call = (texts: MailTexts, recipients: EmailRecipient[]): ProviderCall => {
      const batch: EmailBatch = { ...frame, ...texts, recipients };
      return {
        messageIds: recipients.map(({ messageId }) => messageId),
        run: () => this.provider.send(account, batch),
      };
    };

    const shared: EmailRecipient[] = [];
    const whole: EmailRecipient[] = [];
    const calls: ProviderCall[] = [];
    for (const message of ready) {
      const { content: mail } = message;
      if ('tokens' in mail) shared.push(recipient(message, mail.tokens));
      else if (ready.length > 1 && fitsWhole(mail.texts))
        whole.push(recipient(message, asTokens(mail.texts)));
      else calls.push(call(mail.texts, [recipient(message)]));
    }
    if (shared.length > 0 && content.shared) calls.unshift(call(content.shared.texts, shared));
    if (whole.length > 0) {
      const { html, ...plain } = wholeBody;
      calls.unshift(call(content.parts.html ? { ...plain, html } : plain, whole));
    }
    return calls;
  }
}

/** Of a mail of many no header names one recipient; a mail of a conversation has one recipient. */
function headersOf({ threading }: SendableMail, marketing: boolean): Record<string, string> | undefined {
  const unsubscribe = marketing ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : undefined;
  return threading ? { ...threadingHeaders(threading), ...unsubscribe } : unsubscribe;
}

function fits(tokens: Record<string, string>): boolean {
  let length = 0;
  for (const token in tokens) length += token.length + tokens[token]!.length + 6;
  // A UTF-16 unit is at most three bytes of UTF-8, or six as a JSON escape; long ones are measured.
  return length * 3 <= mostTokenBytes || Buffer.byteLength(JSON.stringify(tokens)) <= mostTokenBytes;
}

/** A text that spells a token of ours would be replaced inside; it goes alone. */
function fitsWhole(texts: MailTexts): boolean {
  return (
    ![texts.subject, texts.text, texts.html].some((text) => text?.includes('-bw.')) && fits(asTokens(texts))
  );
}

function asTokens(texts: MailTexts): Record<string, string> {
  const { subject, text, html } = wholeBody;
  return {
    [subject]: texts.subject,
    [text]: texts.text,
    ...(texts.html === undefined ? {} : { [html!]: texts.html }),
  };
}
