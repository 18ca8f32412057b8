import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { TeamsService } from '@domain/teams';
import { Clock } from '@platform/clock';
import { passwordFault, PasswordHasher, randomToken, sha256Hex } from '@platform/crypto';
import { CrossTeamScope, Database, type SqlTx } from '@platform/database';
import { AccountLetters } from './account-letters.service';
import {
  challengeInvalid,
  linkInvalid,
  passwordRefused,
  signInCodeWrong,
  wrongCredentials,
} from './identity.errors';
import type { Registration, SignInChallenge, Tokens } from './identity.types';
import { SecondFactor } from './second-factor.service';
import { Sessions } from './sessions.service';
import { UsersRepository } from './users.repository';
import { UserTokensRepository } from './user-tokens.repository';

/** Answers that must not tell whether an account exists take at least this long, whichever way they go. In ms. */
const evenMs = { register: 200, forgot: 100 };

/** How long the second step may take. */
const challengeMinutes = 5;

/** How people get in: sign-up, sign-in and lost passwords. An e-mail address is compared trimmed and in lower case. */
@Injectable()
export class Accounts {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly links: UserTokensRepository,
    private readonly sessions: Sessions,
    private readonly secondFactor: SecondFactor,
    private readonly letters: AccountLetters,
    private readonly teams: TeamsService,
    private readonly passwords: PasswordHasher,
    private readonly clock: Clock,
  ) {}

  /**
   * Creates a user and a team that the user owns, and mails a link that confirms the address. For an address that has an account
   * nothing changes but that its owner is told. The caller cannot tell the two apart.
   * @throws DomainError invalid/validation_failed on password
   */
  async register(wanted: Registration): Promise<void> {
    const email = accountEmail(wanted.email);
    const name = wanted.name.trim();
    const fault = passwordFault(wanted.password, [email, name, wanted.teamName ?? '']);
    if (fault) throw passwordRefused('password', fault);
    await evenly(evenMs.register, async () => {
      const passwordHash = await this.passwords.hash(wanted.password);
      const timezone = wanted.timezone ?? 'America/New_York';
      await this.database.transaction(CrossTeamScope.identity, async (tx) => {
        const id = await this.users.insert(tx, { email, passwordHash, name, timezone });
        if (!id) {
          const owner = await this.users.findByEmail(tx, email);
          if (owner) await this.letters.accountExists(tx, owner, this.clock.now());
          return;
        }
        const teamId = await this.teams.found(tx, {
          name: wanted.teamName?.trim() || `${name}’s team`,
          timezone,
        });
        await this.users.join(tx, teamId, id, 'OWNER');
        await this.letters.verifyEmail(tx, { id, teamId, email, name });
      });
    });
  }

  /**
   * Signs in; whose sign-in has a second step gets a challenge to be completed with `completeLogin`.
   * @throws DomainError unauthenticated/credentials_invalid · unavailable/too_busy_to_sign_in
   */
  async login(given: {
    email: string;
    password: string;
    userAgent: string | null;
  }): Promise<Tokens | SignInChallenge> {
    const user = await this.database.sql(CrossTeamScope.identity, (tx) =>
      this.users.findByEmail(tx, accountEmail(given.email)),
    );
    const right = await this.passwords.verify(user?.passwordHash ?? null, given.password);
    if (!user || !right || !user.isActive) throw wrongCredentials();
    const renewed = this.passwords.isOutdated(user.passwordHash)
      ? await this.passwords.hash(given.password)
      : null;
    return this.database.sql(CrossTeamScope.identity, async (tx) => {
      if (renewed) await this.users.setPassword(tx, user.id, renewed);
      if (await this.secondFactor.isOn(tx, user.id)) return this.challenge(tx, user.id);
      await this.users.markSignedIn(tx, user.id);
      return this.sessions.begin(tx, { userId: user.id, teamId: user.teamId, userAgent: given.userAgent });
    });
  }

  /**
   * The second step, by a code of the app or a recovery code.
   * @throws DomainError unauthenticated/challenge_invalid, code_invalid · rate_limited/too_many_codes
   */
  async completeLogin(given: { challenge: string; code: string; userAgent: string | null }): Promise<Tokens> {
    const hash = sha256Hex(given.challenge);
    const userId = await this.database.sql(CrossTeamScope.identity, (tx) =>
      this.links.owner(tx, 'second-factor', hash),
    );
    if (!userId) throw challengeInvalid();
    await this.secondFactor.countTry(userId);
    return this.database.transaction(CrossTeamScope.identity, async (tx) => {
      const taken = await this.secondFactor.take(tx, userId, given.code);
      if (!taken) throw signInCodeWrong();
      const user = await this.users.findById(tx, userId);
      if (!user?.isActive || !(await this.links.spend(tx, 'second-factor', hash))) throw challengeInvalid();
      if (taken === 'recovery_code') await this.letters.securityNotice(tx, user, 'recovery-code-used');
      await this.users.markSignedIn(tx, userId);
      return this.sessions.begin(tx, { userId, teamId: user.teamId, userAgent: given.userAgent });
    });
  }

  /** Mails a link when the address has an active account; says nothing either way. */
  async forgotPassword(email: string): Promise<void> {
    await evenly(evenMs.forgot, () =>
      this.database.transaction(CrossTeamScope.identity, async (tx) => {
        const user = await this.users.findByEmail(tx, accountEmail(email));
        if (user?.isActive) await this.letters.resetPassword(tx, user);
      }),
    );
  }

  /**
   * Sets a new password by a mailed link and ends every session. Having the mail also proves the address.
   * @throws DomainError unprocessable/link_invalid · invalid/validation_failed on password
   */
  async resetPassword(link: string, password: string): Promise<void> {
    const fault = passwordFault(password);
    if (fault) throw passwordRefused('password', fault);
    const passwordHash = await this.passwords.hash(password);
    await this.database.transaction(CrossTeamScope.identity, async (tx) => {
      const linkHash = sha256Hex(link);
      const userId = await this.links.spend(tx, 'reset-password', linkHash);
      const user = userId && (await this.users.findById(tx, userId));
      if (!user || !user.isActive) throw linkInvalid();
      const tooClose = passwordFault(password, [user.email, user.name]);
      if (tooClose) throw passwordRefused('password', tooClose);
      await this.users.setPassword(tx, user.id, passwordHash);
      await this.users.markVerified(tx, user.id);
      await this.sessions.endAll(tx, user.id, 'password_reset');
      await this.letters.passwordChanged(tx, user, linkHash);
    });
  }

  /** @throws DomainError unprocessable/link_invalid */
  async verifyEmail(link: string): Promise<void> {
    await this.database.sql(CrossTeamScope.identity, async (tx) => {
      const userId = await this.links.spend(tx, 'verify-email', sha256Hex(link));
      if (!userId) throw linkInvalid();
      await this.users.markVerified(tx, userId);
    });
  }

  /** Mails the confirmation link again, unless the address is confirmed already. */
  async resendVerification(userId: string): Promise<void> {
    await this.database.transaction(CrossTeamScope.identity, async (tx) => {
      const user = await this.users.findById(tx, userId);
      if (user && !user.emailVerifiedAt) await this.letters.verifyEmail(tx, user);
    });
  }

  /** One sign-in at a time: a newer challenge makes the older ones worthless. */
  private async challenge(tx: SqlTx, userId: string): Promise<SignInChallenge> {
    const challenge = randomToken(32);
    await this.links.replace(tx, userId, 'second-factor', sha256Hex(challenge), challengeMinutes);
    return { challenge, expiresIn: challengeMinutes * 60 };
  }
}

function accountEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** Does the work in no less than `ms`, so that its duration tells nothing. */
async function evenly(ms: number, work: () => Promise<unknown>): Promise<void> {
  await Promise.all([work(), sleep(ms)]);
}
