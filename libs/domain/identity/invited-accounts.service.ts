import { Injectable } from '@nestjs/common';
import { passwordFault, PasswordHasher } from '@platform/crypto';
import type { SqlTx } from '@platform/database';
import { passwordRefused } from './identity.errors';
import { UsersRepository } from './users.repository';

export interface NewAccount {
  name: string;
  password: string;
  /** IANA zone. */
  timezone?: string;
}

/** Accounts of people who were invited by mail; needs the identity scope. An account that exists is never changed by an invitation. */
@Injectable()
export class InvitedAccounts {
  constructor(
    private readonly users: UsersRepository,
    private readonly passwords: PasswordHasher,
  ) {}

  /** Whether the address signs in already, so that a form can ask for the right thing. */
  async exists(tx: SqlTx, email: string): Promise<boolean> {
    return this.users.emailTaken(tx, email);
  }

  /** The hash to make the account with, made before any transaction: it takes its time. @throws DomainError invalid on password */
  async hash({ name, password }: NewAccount, email: string): Promise<string> {
    const fault = passwordFault(password, [email, name.trim()]);
    if (fault) throw passwordRefused('password', fault);
    return this.passwords.hash(password);
  }

  /**
   * Makes the account within `tx` (identity's scope); the address counts as confirmed, for the invitation came by it. Answers the
   * user's id, or undefined when the address has an account.
   */
  async make(
    tx: SqlTx,
    email: string,
    { name, timezone = 'America/New_York' }: NewAccount,
    passwordHash: string,
  ): Promise<string | undefined> {
    const id = await this.users.insert(tx, { email, passwordHash, name: name.trim(), timezone });
    if (id) await this.users.markVerified(tx, id);
    return id;
  }

  /** The address somebody signs in with, and their name. */
  async find(tx: SqlTx, userId: string): Promise<{ email: string; name: string } | undefined> {
    return this.users.nameAndEmail(tx, userId);
  }
}
