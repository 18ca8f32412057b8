/** The provider took the message. `providerId` is its own id, empty when its answer named none. */
export interface Accepted {
  kind: 'accepted';
  providerId: string;
}

/** The provider refused for rate and processed nothing; no call of this account goes out before `retryAt`. */
export interface RateLimited {
  kind: 'rate_limited';
  retryAt: Date;
}

/** The provider refused for good: the message or batch itself, or everything this account sends. */
export interface Rejected {
  kind: 'rejected';
  scope: 'batch' | 'account';
  code: string;
  detail: string;
  /** The recipient named by the provider, counted from 0. */
  index?: number;
}

/** Provably never left this process: may be claimed and sent again, not before `retryAt` when it is given. */
export interface NotSent {
  kind: 'not_sent';
  code: string;
  detail: string;
  retryAt?: Date;
}

/** The provider may or may not have it; only evidence settles that, never a second attempt. */
export interface Unknown {
  kind: 'unknown';
  code: string;
  detail: string;
}

/** What became of one call to a provider. Nothing about a provider is ever thrown. */
export type HandOff = Accepted | RateLimited | Rejected | NotSent | Unknown;
