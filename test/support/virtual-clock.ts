import { jest } from '@jest/globals';
import { Clock } from '@platform/clock';
import { eventually } from './eventually';
import type { TestDatabase } from './database';

/** Postgres finds this `now()` before its own, in every session that begins after it. */
const install = (database: string) => `
  CREATE SCHEMA clock;
  CREATE TABLE clock.shift (by interval NOT NULL);
  INSERT INTO clock.shift VALUES ('0');
  GRANT USAGE ON SCHEMA clock TO PUBLIC;
  GRANT SELECT ON clock.shift TO PUBLIC;
  CREATE FUNCTION clock.now() RETURNS timestamptz LANGUAGE sql STABLE
    AS 'SELECT pg_catalog.now() + (SELECT by FROM clock.shift)';
  CREATE FUNCTION clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
    AS 'SELECT pg_catalog.clock_timestamp() + (SELECT by FROM clock.shift)';
  ALTER DATABASE ${database} SET search_path = clock, public, pg_catalog;
  DO $$ DECLARE c record; BEGIN
    FOR c IN SELECT table_name, column_name FROM information_schema.columns
      WHERE table_schema = 'public' AND column_default = 'CURRENT_TIMESTAMP'
    LOOP EXECUTE format('ALTER TABLE public.%I ALTER COLUMN %I SET DEFAULT clock.now()', c.table_name, c.column_name); END LOOP;
  END $$;`;

/** Work whose time has come; the world stands still when there is none. */
const busy = `
  SELECT (SELECT count(*) FROM job WHERE state = 'active' OR (state IN ('scheduled', 'retrying') AND due_at <= clock.now()))
    + (SELECT count(*) FROM domain_event WHERE dispatched_at IS NULL)
    + (SELECT count(*) FROM score_due WHERE due_at <= clock.now()) AS n`;

/** What will happen next by itself. */
const next = `
  SELECT min(due_at) AS at FROM (
    SELECT due_at FROM job WHERE state IN ('scheduled', 'retrying')
    UNION ALL SELECT due_at FROM message_chunk WHERE state = 'queued'
    UNION ALL SELECT due_at FROM workflow_run WHERE state IN ('running', 'waiting')
  ) AS due WHERE due_at > clock.now()`;

/**
 * Time of a whole product in a test, moved on by hand: Postgres' `now()` and every `Clock` of this process. Between two moves it
 * runs on as it always does.
 */
export class VirtualClock {
  private shiftMs = 0;

  private constructor(private readonly database: TestDatabase) {}

  /** Before anything else connects to the database. */
  static async in(database: TestDatabase): Promise<VirtualClock> {
    const name = new URL(database.url).pathname.slice(1);
    await database.admin.query(install(name));
    const clock = new VirtualClock(database);
    jest.spyOn(Clock.prototype, 'now').mockImplementation(() => clock.now());
    return clock;
  }

  now(): Date {
    return new Date(Date.now() + this.shiftMs);
  }

  /**
   * Moves on to every moment at which something is due, up to `end`; `look` sees what came of each. `stops`: moments nothing in the
   * database tells of, and what is to be done at them.
   */
  async runTo(
    end: Date,
    look: (at: Date) => void,
    stops: { moments: readonly Date[]; act: () => Promise<unknown> } = { moments: [], act: async () => {} },
  ): Promise<void> {
    await this.settle();
    for (;;) {
      const { rows } = await this.database.admin.query<{ at: Date | null }>(next);
      const now = this.now();
      const stop = stops.moments.find((moment) => moment > now);
      const due = rows[0]!.at;
      const isStop = stop !== undefined && (!due || stop <= due);
      const at = isStop ? stop : due;
      if (!at || at > end) break;
      await this.moveTo(at);
      if (isStop) await stops.act();
      await this.settle();
      look(at);
    }
    await this.moveTo(end);
    await this.settle();
    look(end);
  }

  /** Until nothing is left to do at this moment. */
  async settle(): Promise<void> {
    let quiet = 0;
    let looks = 0;
    await eventually(async () => {
      const { rows } = await this.database.admin.query<{ n: string }>(busy);
      quiet = Number(rows[0]!.n) === 0 ? quiet + 1 : 0;
      looks += 1;
      if (looks % 8 === 0) await this.tellDue();
      if (quiet < 5) throw new Error(`${rows[0]!.n} things are still to do`);
    }, 45_000);
  }

  private async moveTo(at: Date): Promise<void> {
    const ahead = at.getTime() - this.now().getTime();
    if (ahead > 0) this.shiftMs += ahead + 1;
    await this.database.admin.query(`UPDATE clock.shift SET by = $1 * interval '1 millisecond'`, [
      this.shiftMs,
    ]);
    await this.tellDue();
  }

  /** The queue counts by a clock of its own and has its wake-ups for later: what is due is told again. */
  private async tellDue(): Promise<void> {
    await this.database.admin.query(`UPDATE job SET enqueued_at = NULL, run = run + 1
      WHERE state IN ('scheduled', 'retrying') AND due_at <= clock.now() AND enqueued_at IS NOT NULL`);
  }
}
