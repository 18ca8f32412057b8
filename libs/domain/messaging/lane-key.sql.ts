import { Prisma } from '@platform/database';
import type { SendLanePayload } from './messaging.jobs';

/** The dedupe key of a lane's run. Two in turn: a successor is enqueued while its predecessor is still unfinished. */
export function laneKey({ sourceId, epoch, lane, seq }: SendLanePayload): string {
  return `lane:${sourceId}:${epoch}:${lane}:${seq % 2}`;
}

/** The runs of lanes, from the first to the last of them, that are due or under way: a condition on the `job` called `j`. */
export function liveLaneJobs(source: {
  teamId: Prisma.Sql;
  id: Prisma.Sql;
  epoch: Prisma.Sql;
  lanes: { first: Prisma.Sql; last: Prisma.Sql };
}): Prisma.Sql {
  const { teamId, id, epoch, lanes } = source;
  return Prisma.sql`j.name = 'messaging.send-lane' AND j.team_id = ${teamId} AND j.state IN ('scheduled', 'active', 'retrying')
    AND j.dedupe_key IN (SELECT 'lane:' || ${id} || ':' || ${epoch} || ':' || l.lane || ':' || turn
      FROM generate_series(${lanes.first}, ${lanes.last}) AS l(lane), generate_series(0, 1) AS turn)`;
}
