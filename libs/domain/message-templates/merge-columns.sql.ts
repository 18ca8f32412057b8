import { Prisma } from '@platform/database';

const leadColumns: Readonly<Record<string, Prisma.Sql>> = {
  'lead.firstName': Prisma.sql`l.first_name`,
  'lead.lastName': Prisma.sql`l.last_name`,
  'lead.name': Prisma.sql`l.name`,
  'lead.email': Prisma.sql`l.email`,
  'lead.phone': Prisma.sql`l.phone`,
  'lead.company': Prisma.sql`l.company`,
  'lead.position': Prisma.sql`l.position`,
  'lead.city': Prisma.sql`l.city`,
  'lead.state': Prisma.sql`l.state`,
  'lead.source': Prisma.sql`l.source`,
  'agent.name': Prisma.sql`agent.name`,
  'agent.email': Prisma.sql`agent.email`,
};
const customPrefix = 'lead.custom.';

/** The SELECT list for the merge fields of a template: only what it uses is read, for a thousand recipients at a time. */
export function mergeColumns(fields: string[]): {
  columns: Prisma.Sql;
  join: Prisma.Sql;
  shape: Record<string, 'text?'>;
} {
  const columns = fields.map(
    (field, index) => Prisma.sql`, ${columnOf(field)} AS ${Prisma.raw(`v${index}`)}`,
  );
  const needsAgent = fields.some((field) => field === 'agent.name' || field === 'agent.email');
  return {
    columns: columns.length > 0 ? Prisma.join(columns, '') : Prisma.empty,
    join: needsAgent ? Prisma.sql`LEFT JOIN app_user agent ON agent.id = l.assigned_to_id` : Prisma.empty,
    shape: Object.fromEntries(fields.map((_field, index) => [`v${index}`, 'text?' as const])),
  };
}

/** Fields that are not the lead's (team name, unsubscribe link) have no column and are filled in later. */
function columnOf(field: string): Prisma.Sql {
  if (field.startsWith(customPrefix))
    return Prisma.sql`l.custom_fields->>${field.slice(customPrefix.length)}::text`;
  return leadColumns[field] ?? Prisma.sql`NULL::text`;
}
