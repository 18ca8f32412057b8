import { Injectable } from '@nestjs/common';
import { argon2id, hash, needsRehash, verify } from 'argon2';
import { DomainError } from '@platform/errors';

/** OWASP's password storage cheat sheet, minimum for argon2id: 19 MiB, two passes, one lane. About 30 ms here. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Hashes at once: each takes 19 MiB and a thread that file and DNS work share. */
const maxRunning = 5;
/** Calls that may wait for their turn, about 150 ms; more than that is a flood. */
const maxWaiting = 15;
/** What a password is compared with when there is no account. A hash of random bytes that nobody kept, at the present cost. */
export const dummyHash =
  '$argon2id$v=19$m=19456,p=1,t=2$hyYTimdjNQP/+UOvtirAag$2ao51RaLKVoVT0WFQtfVNRWEphBNRiwBbyu8sMpsqBM';

@Injectable()
export class PasswordHasher {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  /** A PHC string (`$argon2id$…`). @throws DomainError unavailable/too_busy_to_sign_in */
  async hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password, { type: argon2id, ...cost }));
  }

  /**
   * Compares a password with a stored hash. Without one it does the same work against a dummy and answers false, so that the time
   * does not tell whether an account exists. @throws DomainError unavailable/too_busy_to_sign_in
   */
  async verify(stored: string | null, password: string): Promise<boolean> {
    const digest = stored ?? dummyHash;
    const matches = await this.inTurn(() => verify(digest, password));
    return stored !== null && matches;
  }

  /** True for a hash made with other costs: the next sign-in replaces it. */
  isOutdated(stored: string): boolean {
    return !stored.startsWith('$argon2id$') || needsRehash(stored, cost);
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= maxRunning) {
      if (this.waiting.length >= maxWaiting) {
        throw new DomainError(
          'unavailable',
          'too_busy_to_sign_in',
          'Too many people are signing in just now.',
          {
            retryAfterSeconds: 1,
          },
        );
      }
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.running += 1;
    }
    try {
      return await work();
    } finally {
      // The turn is handed on, not given back: the count stays true for whoever comes at this moment.
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
