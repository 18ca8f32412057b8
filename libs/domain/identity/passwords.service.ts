import { Injectable } from '@nestjs/common';
import type { Actor } from '@platform/auth';
import { passwordFault, PasswordHasher } from '@platform/crypto';
import { CrossTeamScope, Database } from '@platform/database';
import { AccountLetters } from './account-letters.service';
import { passwordRefused, passwordSame, passwordWrong, sessionEnded } from './identity.errors';
import { personOf } from './person-of';
import { Sessions } from './sessions.service';
import { UsersRepository } from './users.repository';
import { UserTokensRepository } from './user-tokens.repository';

/** A signed-in person and their password. */
@Injectable()
export class Passwords {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly links: UserTokensRepository,
    private readonly sessions: Sessions,
    private readonly letters: AccountLetters,
    private readonly hasher: PasswordHasher,
  ) {}

  /** The account of the signed-in person. @throws DomainError forbidden/person_needed */
  async account(actor: Actor) {
    const userId = personOf(actor);
    const user = await this.database.sql(CrossTeamScope.identity, (tx) => this.users.findById(tx, userId));
    if (!user) throw sessionEnded();
    return user;
  }

  /**
   * Makes sure that the person at the keyboard knows the password: a session that was left open is not enough for what decides
   * who gets in. @throws DomainError invalid/validation_failed on `field` with password_wrong
   */
  async confirm(actor: Actor, password: string, field: string) {
    const user = await this.account(actor);
    if (!(await this.hasher.verify(user.passwordHash, password))) throw passwordWrong(field);
    return user;
  }

  /**
   * Sets a new password, ends every other session, makes mailed reset links worthless and tells the owner by mail.
   * @throws DomainError invalid/validation_failed on currentPassword (password_wrong) or newPassword (password_same, too_short …)
   */
  async change(actor: Actor, current: string, next: string): Promise<void> {
    const user = await this.confirm(actor, current, 'currentPassword');
    const fault = passwordFault(next, [user.email, user.name]);
    if (fault) throw passwordRefused('newPassword', fault);
    if (next === current) throw passwordSame('newPassword');
    const passwordHash = await this.hasher.hash(next);
    await this.database.transaction(CrossTeamScope.identity, async (tx) => {
      // Of two changes at once the second finds another password than the one it was checked against.
      if (!(await this.users.replacePassword(tx, user.id, user.passwordHash, passwordHash)))
        throw passwordWrong('currentPassword');
      await this.links.void(tx, user.id, 'reset-password');
      await this.sessions.endAll(tx, user.id, 'password_changed', actor.sessionId);
      await this.letters.securityNotice(tx, user, 'password-changed-here');
    });
  }
}
