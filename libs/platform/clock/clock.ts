import { Injectable } from '@nestjs/common';

/**
 * This process's idea of now, for pure rules. What decides who may act (claims, leases, dedupe) asks Postgres instead:
 * a machine's clock may be an hour off.
 */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}

/** A clock that a test sets. */
export class FixedClock extends Clock {
  constructor(private current: Date) {
    super();
  }

  override now(): Date {
    return new Date(this.current);
  }

  set(instant: Date): void {
    this.current = instant;
  }
}
