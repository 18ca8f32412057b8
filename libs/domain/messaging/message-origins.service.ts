import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';

/** One link of the chain that led to a message. */
export interface OriginLink {
  /** event | enrolment | entry | workflow | run | step | campaign | appointment | reminder | reply */
  kind: string;
  /** Of what `kind` says; of a step, its name in the definition. */
  id: string;
  label: string;
  at: Date | null;
  detail: Record<string, unknown>;
}

/** What a message says of its source by itself. */
export interface OriginOf {
  sourceId: string;
  /** Which act of its source it is, e.g. `run:<id>:<node>:<visit>`. */
  dedupeKey: string;
  variant: string | null;
}

/** Tells what led to a message, the first cause first; empty when that is not on record any more. */
export type OriginTeller = (tx: SqlTx, message: OriginOf) => Promise<OriginLink[]>;

/**
 * Who can tell what led to messages of a kind. The slices that send them stand above this one: each states at boot, in its module,
 * what it can tell.
 */
@Injectable()
export class MessageOrigins {
  private readonly tellers = new Map<string, OriginTeller>();

  /** `kind` as in `SingleMessage.kind`, or of a source with lanes. */
  tellFor(kind: string, teller: OriginTeller): void {
    this.tellers.set(kind, teller);
  }

  async of(tx: SqlTx, kind: string, message: OriginOf): Promise<OriginLink[]> {
    return (await this.tellers.get(kind)?.(tx, message)) ?? [];
  }
}
