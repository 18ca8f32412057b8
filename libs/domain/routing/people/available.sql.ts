import { Prisma } from '@platform/database';

/** Over `u` (app_user) and `p` (routing_person, which may be missing). The one notion of who takes leads at all. */
export const pausedAs = Prisma.sql`CASE
  WHEN p.paused AND (p.paused_until IS NULL OR p.paused_until > now()) THEN 'paused'
  WHEN u.away_until > now() THEN 'away' END`;

/**
 * A SELECT of the ids of the team's members who take leads at this moment: active, not away (their own word, in every team) and not
 * paused in this one. Working hours and capacity are matters of rules, and not in it.
 */
export const availableMembers = Prisma.sql`SELECT m.user_id FROM membership m JOIN app_user u ON u.id = m.user_id
  LEFT JOIN routing_person p ON p.team_id = m.team_id AND p.user_id = m.user_id
  WHERE m.team_id = brickwork_team() AND u.is_active AND (${pausedAs}) IS NULL`;
