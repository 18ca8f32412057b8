import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '@platform/clock';
import { SecretBox, SecretUnreadable } from '@platform/crypto';
import { CrossTeamScope, Database, TenantScope } from '@platform/database';
import { placeOf, type AccountChannel, type StoredAccount } from './own-account';
import { OwnAccountsRepository } from './own-accounts.repository';

/** How long another process may go on with credentials that were changed. In ms; a crowd of texts shares a look-up. */
export const credentialsFreshMs = 2_000;
const maxKnown = 5_000;

interface Known {
  account: Promise<StoredAccount | undefined>;
  until: number;
}

/** The secrets of teams' own accounts, for sending and for verifying. They never leave the process but to their provider. */
@Injectable()
export class TeamCredentials {
  private readonly logger = new Logger(TeamCredentials.name);
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly database: Database,
    private readonly accounts: OwnAccountsRepository,
    private readonly box: SecretBox,
    private readonly clock: Clock,
  ) {}

  /**
   * The API key of the team's own SendGrid account; undefined when it has none.
   * @throws SecretUnreadable, never the installation's key in its place
   */
  async email(teamId: string): Promise<string | undefined> {
    const account = await this.find(teamId, 'EMAIL');
    return account && this.box.open(account.secret, placeOf(account));
  }

  /** The team's own Twilio account. Throws as `email` does. */
  async sms(teamId: string): Promise<{ accountSid: string; authToken: string } | undefined> {
    const account = await this.find(teamId, 'SMS');
    if (!account?.accountRef) return undefined;
    return { accountSid: account.accountRef, authToken: this.box.open(account.secret, placeOf(account)) };
  }

  /** The key that verifies posts of the team's own SendGrid account. */
  async webhookKey(teamId: string): Promise<string | undefined> {
    return (await this.find(teamId, 'EMAIL'))?.webhookKey ?? undefined;
  }

  /** Which teams have the Twilio account of this SID, and its token. Several may, and only one of them with the right token. */
  async ofTwilioAccount(accountSid: string): Promise<{ teamId: string; authToken: string }[]> {
    const accounts = await this.database.sql(CrossTeamScope.system, (tx) =>
      this.accounts.withSid(tx, accountSid),
    );
    return accounts.flatMap((account) => {
      try {
        return [{ teamId: account.teamId, authToken: this.box.open(account.secret, placeOf(account)) }];
      } catch (error) {
        if (!(error instanceof SecretUnreadable)) throw error;
        // Another team's account with the same SID must still be heard.
        this.logger.error(`the auth token of provider_account ${account.id} does not open: ${error.message}`);
        return [];
      }
    });
  }

  /** Forgets what this process knows of a team's accounts. */
  drop(teamId: string): void {
    for (const channel of ['EMAIL', 'SMS']) this.known.delete(`${channel}:${teamId}`);
  }

  private async find(teamId: string, channel: AccountChannel): Promise<StoredAccount | undefined> {
    const key = `${channel}:${teamId}`;
    const now = this.clock.now().getTime();
    const known = this.known.get(key);
    if (known && known.until > now) return known.account;
    const account = this.database.sql(TenantScope.of(teamId), (tx) => this.accounts.find(tx, channel));
    this.known.delete(key);
    this.known.set(key, { account, until: now + credentialsFreshMs });
    if (this.known.size > maxKnown) this.known.delete(this.known.keys().next().value!);
    try {
      return await account;
    } catch (error) {
      // An outage is not remembered.
      if (this.known.get(key)?.account === account) this.known.delete(key);
      throw error;
    }
  }
}
