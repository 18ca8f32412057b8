import { Injectable } from '@nestjs/common';
import { Activities, type Author } from '@domain/activities';
import { normaliseEmail, normalisePhone } from '@domain/leads';
import { TeamsService } from '@domain/teams';
import { Clock } from '@platform/clock';
import { Env } from '@platform/config';
import { SecretBox } from '@platform/crypto';
import { Database, newId, type TenantScope, type Tx } from '@platform/database';
import { conflict, invalidField } from '@platform/errors';
import { Messages } from '../messages.service';
import {
  placeOf,
  type AccountChannel,
  type EmailSettings,
  type EmailSettingsChanges,
  type SmsSettings,
  type SmsSettingsChanges,
} from './own-account';
import { OwnAccountsRepository } from './own-accounts.repository';
import { credentialsFreshMs, TeamCredentials } from './team-credentials.service';

/** With which account, address and number a team sends. Secrets go in and never come out. */
@Injectable()
export class OwnAccounts {
  private readonly base: string;

  constructor(
    env: Env,
    private readonly database: Database,
    private readonly teams: TeamsService,
    private readonly activities: Activities,
    private readonly messages: Messages,
    private readonly accounts: OwnAccountsRepository,
    private readonly credentials: TeamCredentials,
    private readonly box: SecretBox,
    private readonly clock: Clock,
  ) {
    this.base = `${env.PUBLIC_URL.replace(/\/+$/, '')}/api/webhooks`;
  }

  async email(scope: TenantScope): Promise<EmailSettings> {
    return this.database.transaction(scope, (tx) => this.emailIn(tx, scope));
  }

  /** @throws DomainError conflict/own_account_missing: a webhook key without an account it belongs to */
  async updateEmail(scope: TenantScope, changes: EmailSettingsChanges, by: Author): Promise<EmailSettings> {
    const { apiKey, webhookPublicKey, fromName, fromAddress } = changes;
    const settings = await this.database.transaction(scope, async (tx) => {
      await this.teams.updateIn(tx, { emailFromName: fromName, emailFromAddress: fromAddress });
      if (apiKey === null) await this.accounts.remove(tx, 'EMAIL');
      // A key of another account verifies nothing of this one.
      else if (apiKey)
        await this.replace(tx, scope, 'EMAIL', apiKey, { webhookKey: webhookPublicKey ?? null });
      if (webhookPublicKey !== undefined && !apiKey) {
        const set = await this.accounts.setWebhookKey(tx, 'EMAIL', webhookPublicKey);
        if (!set && webhookPublicKey !== null)
          throw conflict(
            'own_account_missing',
            'The key belongs to an own SendGrid account; set its API key.',
          );
      }
      if (apiKey !== undefined) await this.accounts.liftHold(tx, 'EMAIL');
      await this.record(tx, 'email', changes, by);
      return this.emailIn(tx, scope);
    });
    this.credentials.drop(scope.teamId);
    return settings;
  }

  async sms(scope: TenantScope): Promise<SmsSettings> {
    return this.database.transaction(scope, (tx) => this.smsIn(tx));
  }

  /** @throws DomainError invalid on authToken or accountSid when one comes without the other */
  async updateSms(scope: TenantScope, changes: SmsSettingsChanges, by: Author): Promise<SmsSettings> {
    const { accountSid, authToken, fromNumber } = changes;
    const [sidGiven, tokenGiven] = [Boolean(accountSid), Boolean(authToken)];
    if (sidGiven !== tokenGiven)
      throw invalidField(sidGiven ? 'authToken' : 'accountSid', 'required', 'SID and token come together.');
    const settings = await this.database.transaction(scope, async (tx) => {
      await this.teams.updateIn(tx, { smsFromNumber: fromNumber });
      if (accountSid && authToken)
        await this.replace(tx, scope, 'SMS', authToken, { accountRef: accountSid });
      else if (accountSid === null || authToken === null) await this.accounts.remove(tx, 'SMS');
      if (accountSid !== undefined) await this.accounts.liftHold(tx, 'SMS');
      await this.record(tx, 'sms', changes, by);
      return this.smsIn(tx);
    });
    this.credentials.drop(scope.teamId);
    return settings;
  }

  /**
   * Sends a mail or a text through the account as it is set, by the ledger like everything: what became of it, the message says.
   * Without an address a mail goes to the caller. @throws DomainError invalid on to
   */
  async test(
    scope: TenantScope,
    channel: AccountChannel,
    to: string | undefined,
    by: Author,
  ): Promise<{ messageId: string; to: string }> {
    return this.database.transaction(scope, async (tx) => {
      const own = channel === 'EMAIL' && by.userId ? await this.accounts.addressOf(tx, by.userId) : undefined;
      const given = to ?? own;
      const address = given && (channel === 'EMAIL' ? normaliseEmail(given) : normalisePhone(given)?.e164);
      if (!address)
        throw invalidField('to', given ? 'address_invalid' : 'required', 'Say whom to send the test to.');
      const team = await this.teams.find(tx);
      const name = team.name.replaceAll('{{', '{');
      const text = `This is a test of ${name}. If you can read it, sending works.`;
      const { messageId } = await this.messages.sendSingle(tx, {
        content: channel === 'EMAIL' ? { channel, subject: `Test of ${name}`, text } : { channel, text },
        purpose: 'transactional',
        kind: 'test',
        to: address,
        dedupeKey: `settings-test:${newId()}`,
        userId: by.userId,
        // By then every process knows the account as it is set now.
        dueAt: new Date(this.clock.now().getTime() + credentialsFreshMs),
      });
      return { messageId, to: address };
    });
  }

  private async replace(
    tx: Tx,
    { teamId }: TenantScope,
    channel: AccountChannel,
    secret: string,
    { accountRef = null, webhookKey = null }: { accountRef?: string | null; webhookKey?: string | null },
  ): Promise<void> {
    const row = { id: newId(), teamId };
    await this.accounts.replace(tx, {
      ...row,
      channel,
      accountRef,
      webhookKey,
      secret: this.box.seal(secret, placeOf(row)),
      last4: secret.slice(-4),
    });
  }

  private async emailIn(tx: Tx, { teamId }: TenantScope): Promise<EmailSettings> {
    const account = await this.accounts.find(tx, 'EMAIL');
    const { emailFromName, emailFromAddress } = await this.teams.find(tx);
    return {
      ownAccount: account !== undefined,
      apiKeyLast4: account?.last4 ?? null,
      webhookKeySet: Boolean(account?.webhookKey),
      fromName: emailFromName,
      fromAddress: emailFromAddress,
      eventWebhookUrl: `${this.base}/sendgrid${account ? `?team=${teamId}` : ''}`,
      inboundWebhookUrl: `${this.base}/sendgrid/inbound${account ? `?team=${teamId}` : ''}`,
    };
  }

  private async smsIn(tx: Tx): Promise<SmsSettings> {
    const account = await this.accounts.find(tx, 'SMS');
    return {
      ownAccount: account !== undefined,
      accountSid: account?.accountRef ?? null,
      authTokenLast4: account?.last4 ?? null,
      fromNumber: (await this.teams.find(tx)).smsFromNumber,
      inboundWebhookUrl: `${this.base}/twilio/inbound`,
    };
  }

  /** Which settings, never what they are. */
  private async record(tx: Tx, channel: string, changes: object, { userId }: Author): Promise<void> {
    const fields = Object.entries(changes).flatMap(([field, value]) => (value === undefined ? [] : [field]));
    if (fields.length === 0) return;
    const title = `Settings of ${channel === 'sms' ? 'texts' : 'mail'} changed: ${fields.join(', ')}`;
    await this.activities.record(tx, [{ type: `settings.${channel}_changed`, title, userId }]);
  }
}
