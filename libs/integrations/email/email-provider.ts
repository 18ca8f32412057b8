import type { EmailAccount, EmailBatch } from './email-batch';
import { AccountLines, type LineOptions } from '@integrations/hand-off';
import type { CircuitState } from '@integrations/hand-off';
import type { HandOff } from '@integrations/hand-off';
import { networkFailure } from '@integrations/hand-off';
import { mailSendBody } from './mail-send-body';
import { checkBatch } from './mail-send-check';
import { readMailSendAnswer } from './sendgrid-answer';
import { SendGridClient, type SendGridAnswer } from './sendgrid-client';

// A failed call leaves up to 1,000 recipients uncertain: the circuit opens early.
const MIN_CALLS = 3;

/** Hands email to SendGrid. Never retries and never throws for what the provider or the network does. */
export class EmailProvider {
  private readonly lines: AccountLines<EmailAccount, SendGridClient>;
  private readonly now: () => Date;

  constructor(options: LineOptions = {}) {
    this.now = options.now ?? (() => new Date());
    this.lines = new AccountLines(
      (account) => new SendGridClient(account),
      ({ apiKey, baseUrl, timeoutMs }) => JSON.stringify([apiKey, baseUrl, timeoutMs]),
      MIN_CALLS,
      options,
    );
  }

  /** One call for at most 1,000 recipients; settles within `account.timeoutMs`. */
  async send(account: EmailAccount, batch: EmailBatch): Promise<HandOff> {
    const refusal = checkBatch(batch);
    if (refusal) return refusal;
    return this.lines.call(account, async (client): Promise<HandOff> => {
      let answer: SendGridAnswer;
      try {
        answer = await client.mailSend(mailSendBody(batch));
      } catch (error) {
        return networkFailure(error);
      }
      return readMailSendAnswer(answer, this.now());
    });
  }

  /** The account's circuit breaker in this process. */
  circuit(account: EmailAccount): CircuitState {
    return this.lines.circuit(account);
  }

  /** Forgets clients and breakers, once nothing is being sent any more. */
  close(): void {
    this.lines.close();
  }
}
