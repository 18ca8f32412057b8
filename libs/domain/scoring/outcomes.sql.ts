import { Prisma } from '@platform/database';

/**
 * The CTE `closed`: the newest `limit` leads that were won or lost (id, won, closed_at, status_before). When is told by the activity of the change; a
 * lead that came closed has only its own row to go by.
 */
export const closedLeads = (limit: number) => Prisma.sql`closed AS (
  SELECT lead.id, lead.status = 'WON' AS won, coalesce(change.at, lead.updated_at) AS closed_at,
    coalesce(change.status_before, 'NEW') AS status_before
  FROM lead LEFT JOIN LATERAL (
    SELECT activity.created_at AS at, activity.changes -> 'status' ->> 'from' AS status_before FROM activity
    WHERE activity.team_id = lead.team_id AND activity.lead_id = lead.id AND activity.type = 'lead.status_changed'
      AND activity.changes -> 'status' ->> 'to' = lead.status
    ORDER BY activity.created_at DESC LIMIT 1) AS change ON true
  WHERE lead.team_id = brickwork_team() AND lead.status IN ('WON', 'LOST')
  ORDER BY closed_at DESC, lead.id LIMIT ${limit})`;
