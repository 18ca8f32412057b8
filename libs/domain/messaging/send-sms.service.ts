import { Injectable } from '@nestjs/common';
import type { MergeValues } from '@domain/templates';
import { SmsProvider } from '@integrations/sms';
import { Accounts } from './accounts';
import type { ProviderCall } from './send-calls';
import type { Rendered, SendableText } from './send-content';
import type { TeamSettings } from './send-facts.repository';
import type { Ready } from './send-plan';

/** Twilio refuses longer bodies (error 21617). */
const mostCharacters = 1_600;

/** Turns the ready texts of a chunk into one call each. */
@Injectable()
export class SendSms {
  constructor(
    private readonly accounts: Accounts,
    private readonly provider: SmsProvider,
  ) {}

  renderer(content: SendableText): (values: MergeValues) => Rendered<string> {
    return (values) => {
      const result = content.body.render(values);
      if (!result.ok) return { ok: false, missing: result.missing, tooLarge: result.reason === 'too_large' };
      if (result.text.length > mostCharacters) return { ok: false, missing: [], tooLarge: true };
      return { ok: true, value: result.text };
    };
  }

  calls(teamId: string, settings: TeamSettings, ready: Ready<string>[]): ProviderCall[] {
    const account = this.accounts.sms(teamId, settings);
    const callbackOf = this.accounts.statusCallbacks(teamId);
    return ready.map(({ id, address, content }) => ({
      messageIds: [id],
      run: () =>
        this.provider.send(account, {
          messageId: id,
          to: address,
          body: content,
          statusCallback: callbackOf(id),
        }),
    }));
  }
}
