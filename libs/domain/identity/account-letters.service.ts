import { Injectable, Optional, type OnModuleInit } from '@nestjs/common';
import { Env } from '@platform/config';
import { randomToken, sha256Hex } from '@platform/crypto';
import { inScope, TenantScope, type Tx } from '@platform/database';
import {
  accountExistsMail,
  passwordChangedMail,
  resetPasswordMail,
  securityMail,
  verifyEmailMail,
  type SecurityNotice,
} from './account-mails';
import { SystemMailer, type SystemMail } from './system-mailer';
import { UserTokensRepository, type UserTokenPurpose } from './user-tokens.repository';

/** Minutes that a mailed link works (ASVS 6.5.5). */
type MailedLink = Exclude<UserTokenPurpose, 'second-factor'>;
const minutes: Record<MailedLink, number> = { 'verify-email': 24 * 60, 'reset-password': 30 };

export interface Addressee {
  id: string;
  teamId: string;
  email: string;
  name: string;
}

/** Writes to users about their account, in the transaction that gives the reason. */
@Injectable()
export class AccountLetters implements OnModuleInit {
  constructor(
    private readonly env: Env,
    private readonly tokens: UserTokensRepository,
    @Optional() private readonly mailer?: SystemMailer,
  ) {}

  onModuleInit(): void {
    if (!this.mailer && this.env.NODE_ENV !== 'test') {
      throw new Error('nothing is bound to SystemMailer: account mails (verify, reset) could not be sent');
    }
  }

  async verifyEmail(tx: Tx, user: Addressee): Promise<void> {
    const { url, hash } = await this.link(tx, user, 'verify-email', '/verify-email');
    await this.send(tx, user, {
      ...verifyEmailMail(user.name, url),
      purpose: 'verify_email',
      dedupeKey: `verify-email:${hash}`,
    });
  }

  async resetPassword(tx: Tx, user: Addressee): Promise<void> {
    const { url, hash } = await this.link(tx, user, 'reset-password', '/reset-password');
    await this.send(tx, user, {
      ...resetPasswordMail(user.name, url),
      purpose: 'reset_password',
      dedupeKey: `reset-password:${hash}`,
    });
  }

  /** At most one a day: sign-up is open to anyone, and nobody's inbox is theirs to fill. */
  async accountExists(tx: Tx, user: Addressee, now: Date): Promise<void> {
    const mail = accountExistsMail(user.name, `${this.frontend}/login`);
    const dedupeKey = `account-exists:${user.id}:${now.toISOString().slice(0, 10)}`;
    await this.send(tx, user, { ...mail, purpose: 'account_exists', dedupeKey });
  }

  async passwordChanged(tx: Tx, user: Addressee, linkHash: string): Promise<void> {
    const dedupeKey = `password-changed:${linkHash.slice(0, 32)}`;
    await this.send(tx, user, { ...passwordChangedMail(user.name), purpose: 'security_notice', dedupeKey });
  }

  /** Tells the owner of an account what was changed about getting into it. */
  async securityNotice(tx: Tx, user: Addressee, notice: SecurityNotice): Promise<void> {
    const dedupeKey = `${notice}:${randomToken(12)}`;
    await this.send(tx, user, { ...securityMail(user.name, notice), purpose: 'security_notice', dedupeKey });
  }

  /** The secret stands after `#`: browsers do not send it to servers, nor into their logs. */
  private async link(
    tx: Tx,
    user: Addressee,
    purpose: MailedLink,
    path: string,
  ): Promise<{ url: string; hash: string }> {
    const token = randomToken(32);
    const hash = sha256Hex(token);
    await this.tokens.replace(tx, user.id, purpose, hash, minutes[purpose]);
    return { url: `${this.frontend}${path}#token=${token}`, hash: hash.slice(0, 32) };
  }

  private get frontend(): string {
    return this.env.FRONTEND_URL.split(',', 1)[0]!.trim().replace(/\/$/, '');
  }

  private async send(
    tx: Tx,
    user: Addressee,
    mail: Omit<SystemMail, 'teamId' | 'userId' | 'to'>,
  ): Promise<void> {
    const { mailer } = this;
    if (!mailer) throw new Error('nothing is bound to SystemMailer');
    const { id: userId, teamId, email: to } = user;
    await inScope(tx, TenantScope.of(teamId), (teamTx) =>
      mailer.send(teamTx, { ...mail, teamId, userId, to }),
    );
  }
}
