import type { IncomingHttpHeaders } from 'node:http';
import type { Actor } from './actor';

/** Tells who sent a request. Identity implements it; the guard of the HTTP edge asks it. */
export abstract class Authenticator {
  /**
   * The caller that the credentials in `headers` stand for.
   * @throws DomainError unauthenticated (code `unauthenticated`, `token_expired`, `token_invalid`, `session_revoked`, `api_key_invalid`)
   */
  abstract authenticate(headers: IncomingHttpHeaders): Promise<Actor>;
}
