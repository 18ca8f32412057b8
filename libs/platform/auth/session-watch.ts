import type { Actor } from './actor';

/** Tells who is still there, for connections that outlive the request they began with. Identity implements it. */
export abstract class SessionWatch {
  /** The people behind those of the sessions that have not ended, as the database has them now, whatever was known of them before. */
  abstract present(sessionIds: string[]): Promise<Map<string, Actor>>;
}
