import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { Arrival } from '../engine/run.types';
import type { Sleeper } from '../engine/run-wake-ups.service';

/** A run that waits for an event. */
export interface WaitingRun extends Sleeper {
  leadId: string;
  versionId: string;
  nodeId: string;
  waitEvent: string;
  enteredBy: string;
}

@Injectable()
export class WaitsRepository {
  /** The leads' runs that wait for one of these kinds of event. */
  async waiting(tx: SqlTx, leadIds: readonly string[], events: readonly string[]): Promise<WaitingRun[]> {
    return tx.rows(
      {
        id: 'uuid',
        fence: 'int',
        causeId: 'uuid',
        depth: 'int',
        leadId: 'uuid',
        versionId: 'uuid',
        nodeId: 'text',
        waitEvent: 'text',
        enteredBy: 'uuid',
      },
      Prisma.sql`SELECT id, fence, cause_id AS "causeId", depth, lead_id AS "leadId", version_id AS "versionId",
          node_id AS "nodeId", wait_event AS "waitEvent", entered_by AS "enteredBy"
        FROM workflow_run WHERE lead_id = ANY(${[...leadIds]}::uuid[]) AND state = 'waiting'
          AND wait_event = ANY(${[...events]}::text[]) AND arrived IS NULL`,
    );
  }

  /** Notes that what they waited for has happened; answers those that still waited, with their new fence. */
  async arrive(tx: SqlTx, arrivals: readonly { run: WaitingRun; arrival: Arrival }[]): Promise<Sleeper[]> {
    return tx.rows(
      { id: 'uuid', fence: 'int', causeId: 'uuid', depth: 'int' },
      Prisma.sql`WITH arrival AS (
          SELECT r.id, a.arrived FROM unnest(${arrivals.map(({ run }) => run.id)}::uuid[],
            ${arrivals.map(({ run }) => run.fence)}::int[], ${arrivals.map(({ arrival }) => JSON.stringify(arrival))}::text[])
              AS a(id, fence, arrived)
          JOIN workflow_run r ON r.id = a.id AND r.fence = a.fence AND r.state = 'waiting' ORDER BY r.id FOR UPDATE OF r)
        UPDATE workflow_run r SET arrived = arrival.arrived::jsonb, fence = r.fence + 1, due_at = now(), updated_at = now()
        FROM arrival WHERE r.id = arrival.id
        RETURNING r.id, r.fence, r.cause_id AS "causeId", r.depth`,
    );
  }
}
