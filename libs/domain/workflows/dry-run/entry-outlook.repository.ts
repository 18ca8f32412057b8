import { Injectable } from '@nestjs/common';
import { compileAudience, type LeadFilter } from '@domain/leads';
import { Prisma, type RowOf, type SqlTx } from '@platform/database';
import { dateOf } from '../triggers/enrolment-audience.sql';

const shape = { id: 'uuid', name: 'text', versionId: 'uuid', lastEnteredAt: 'date?' } as const;
/** A workflow that is on, and when the lead entered it last. */
export type WatchingWorkflow = RowOf<typeof shape>;

export interface LeadAsOfNow {
  /** The lead's, else the team's. */
  zone: string;
  /** In the order of the fields asked for. */
  dates: (string | null)[];
  /** In the order of the filters asked for. */
  meant: boolean[];
}

@Injectable()
export class EntryOutlookRepository {
  async watching(
    tx: SqlTx,
    leadId: string,
    triggers: readonly string[],
    limit: number,
  ): Promise<WatchingWorkflow[]> {
    return tx.rows(
      shape,
      Prisma.sql`SELECT w.id, w.name, w.published_version_id AS "versionId", e.last_entered_at AS "lastEnteredAt"
        FROM workflow w LEFT JOIN workflow_entry e ON e.workflow_id = w.id AND e.lead_id = ${leadId}::uuid
        WHERE w.team_id = brickwork_team() AND w.trigger_type = ANY(${[...triggers]}::text[]) AND w.active
          AND w.deleted_at IS NULL AND w.published_version_id IS NOT NULL
        ORDER BY w.id LIMIT ${limit}`,
    );
  }

  /** One look-up by the lead's id, whatever is asked. Undefined when it is gone. */
  async lead(
    tx: SqlTx,
    leadId: string,
    { fields, filters }: { fields: readonly string[]; filters: readonly LeadFilter[] },
  ): Promise<LeadAsOfNow | undefined> {
    const zone = Prisma.sql`coalesce(lead.timezone, team.timezone)`;
    const dates = fields.map((field) => dateOf(field, zone));
    const meant = filters.map(
      (filter) =>
        Prisma.sql`EXISTS (SELECT FROM (${compileAudience({ filter })}) AS a WHERE a.id = ${leadId}::uuid)`,
    );
    const list = (values: Prisma.Sql[]) =>
      values.length > 0 ? Prisma.sql`jsonb_build_array(${Prisma.join(values)})` : Prisma.sql`'[]'::jsonb`;
    const row = await tx.maybeOne(
      { zone: 'text', dates: 'json', meant: 'json' },
      Prisma.sql`SELECT ${zone} AS zone, ${list(dates)} AS dates, ${list(meant)} AS meant
        FROM lead JOIN team ON team.id = lead.team_id WHERE lead.id = ${leadId}::uuid`,
    );
    return row as LeadAsOfNow | undefined;
  }
}
