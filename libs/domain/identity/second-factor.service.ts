import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Actor } from '@platform/auth';
import { Clock } from '@platform/clock';
import { base32, matchTotp, SecretBox, totpUri } from '@platform/crypto';
import { CrossTeamScope, Database, type SqlTx } from '@platform/database';
import { AccountLetters } from './account-letters.service';
import {
  secondFactorCodeWrong,
  secondFactorNotBegun,
  secondFactorOff,
  secondFactorOn,
  tooManyCodes,
} from './identity.errors';
import { Passwords } from './passwords.service';
import { personOf } from './person-of';
import { makeRecoveryCodes, recoveryCodeHash } from './recovery-codes';
import { SecondFactorRepository } from './second-factor.repository';
import { secretPlaceOf } from './second-factor-place';
import { Sessions } from './sessions.service';

/** Wrong codes per person, whatever addresses and tickets they come with. */
const maxTries = 5;
const triesMinutes = 15;
/** How long a person has to show the first code of a new app. */
const setUpMinutes = 15;
/** Bytes of a new secret: the length of the hash's output (RFC 4226 §4, R6). */
const secretBytes = 20;

export interface SecondFactorState {
  enabled: boolean;
  enabledAt: Date | null;
  recoveryCodesLeft: number;
}

/** The second step of signing in: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for when it is lost. */
@Injectable()
export class SecondFactor {
  constructor(
    private readonly database: Database,
    private readonly factors: SecondFactorRepository,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
    private readonly letters: AccountLetters,
    private readonly box: SecretBox,
    private readonly clock: Clock,
  ) {}

  async state(actor: Actor): Promise<SecondFactorState> {
    const userId = personOf(actor);
    const found = await this.database.sql(CrossTeamScope.identity, (tx) => this.factors.find(tx, userId));
    if (!found?.enabledAt) return { enabled: false, enabledAt: null, recoveryCodesLeft: 0 };
    return { enabled: true, enabledAt: found.enabledAt, recoveryCodesLeft: found.recoveryCodesLeft };
  }

  /**
   * Makes a secret for a new app; nothing changes about signing in before `enable`.
   * @throws DomainError invalid on password (password_wrong), conflict/second_factor_on
   */
  async begin(actor: Actor, password: string): Promise<{ secret: string; uri: string }> {
    const user = await this.passwords.confirm(actor, password, 'password');
    const secret = randomBytes(secretBytes);
    const sealed = this.box.seal(secret.toString('base64'), secretPlaceOf(user.id));
    const begun = await this.database.sql(CrossTeamScope.identity, (tx) =>
      this.factors.begin(tx, user.id, sealed),
    );
    if (!begun) throw secondFactorOn();
    return { secret: base32(secret), uri: totpUri(secret, { issuer: 'Brickwork', account: user.email }) };
  }

  /**
   * Switches the second step on with the new app's first code, and ends every other session. Answers the recovery codes, which are
   * stored hashed and shown this once.
   * @throws DomainError invalid on code (code_wrong), conflict/second_factor_on, second_factor_not_begun, rate_limited/too_many_codes
   */
  async enable(actor: Actor, code: string): Promise<string[]> {
    const user = await this.passwords.account(actor);
    await this.countTry(user.id);
    const codes = makeRecoveryCodes();
    await this.database.transaction(CrossTeamScope.identity, async (tx) => {
      const found = await this.factors.find(tx, user.id);
      if (found?.enabledAt) throw secondFactorOn();
      if (!found || found.begunMinutesAgo > setUpMinutes) throw secondFactorNotBegun();
      if (!(await this.acceptCode(tx, user.id, found.secret, code))) throw secondFactorCodeWrong();
      if (!(await this.factors.enable(tx, user.id))) throw secondFactorOn();
      await this.factors.replaceRecoveryCodes(
        tx,
        user.id,
        codes.map((one) => recoveryCodeHash(one)!),
      );
      await this.sessions.endAll(tx, user.id, 'second_factor_on', actor.sessionId);
      await this.letters.securityNotice(tx, user, 'second-factor-on');
    });
    return codes;
  }

  /**
   * Switches it off, by password and code (or recovery code), and ends every other session.
   * @throws DomainError invalid on password (password_wrong) or code (code_wrong), conflict/second_factor_off,
   * rate_limited/too_many_codes
   */
  async disable(actor: Actor, password: string, code: string): Promise<void> {
    const user = await this.passwords.confirm(actor, password, 'password');
    await this.countTry(user.id);
    await this.database.transaction(CrossTeamScope.identity, async (tx) => {
      await this.requireCode(tx, user.id, code);
      await this.factors.remove(tx, user.id);
      await this.sessions.endAll(tx, user.id, 'second_factor_off', actor.sessionId);
      await this.letters.securityNotice(tx, user, 'second-factor-off');
    });
  }

  /** New recovery codes in the place of the older ones. @throws DomainError as `disable` */
  async renewRecoveryCodes(actor: Actor, password: string, code: string): Promise<string[]> {
    const user = await this.passwords.confirm(actor, password, 'password');
    await this.countTry(user.id);
    const codes = makeRecoveryCodes();
    await this.database.transaction(CrossTeamScope.identity, async (tx) => {
      await this.requireCode(tx, user.id, code);
      await this.factors.replaceRecoveryCodes(
        tx,
        user.id,
        codes.map((one) => recoveryCodeHash(one)!),
      );
      await this.letters.securityNotice(tx, user, 'recovery-codes-made');
    });
    return codes;
  }

  /** Whether the person's sign-in has a second step. Within `tx` (identity's scope), as all below. */
  async isOn(tx: SqlTx, userId: string): Promise<boolean> {
    return Boolean((await this.factors.find(tx, userId))?.enabledAt);
  }

  /**
   * Takes a code or a recovery code; each is good once. Call `countTry` before, in a unit of work of its own.
   * @throws DomainError never for a wrong code: the answer is what was taken, null for nothing
   */
  async take(tx: SqlTx, userId: string, code: string): Promise<'code' | 'recovery_code' | null> {
    const found = await this.factors.find(tx, userId);
    if (!found?.enabledAt) return null;
    if (await this.acceptCode(tx, userId, found.secret, code)) return 'code';
    const hash = recoveryCodeHash(code);
    return hash && (await this.factors.spendRecoveryCode(tx, userId, hash)) ? 'recovery_code' : null;
  }

  /** Counted and committed before the code is looked at, so that a thousand guesses at once are five. @throws DomainError rate_limited */
  async countTry(userId: string): Promise<void> {
    const counted = await this.database.sql(CrossTeamScope.identity, (tx) =>
      this.factors.countTry(tx, userId, triesMinutes),
    );
    if (counted && counted.tries > maxTries) throw tooManyCodes(Math.max(1, counted.forgottenIn));
  }

  private async requireCode(tx: SqlTx, userId: string, code: string): Promise<void> {
    if (!(await this.isOn(tx, userId))) throw secondFactorOff();
    if (!(await this.take(tx, userId, code))) throw secondFactorCodeWrong();
  }

  private async acceptCode(tx: SqlTx, userId: string, sealed: string, code: string): Promise<boolean> {
    const secret = Buffer.from(this.box.open(sealed, secretPlaceOf(userId)), 'base64');
    const step = matchTotp(secret, code.replaceAll(/\s/g, ''), this.clock.now());
    return step !== null && this.factors.acceptStep(tx, userId, step);
  }
}
