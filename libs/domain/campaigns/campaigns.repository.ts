import { Injectable } from '@nestjs/common';
import { newId, Prisma, type RowOf, type SqlTx } from '@platform/database';
import type { CampaignStatus } from './campaign-state';
import type {
  Campaign,
  CampaignAudience,
  CampaignDraft,
  CampaignType,
  CampaignVariant,
} from './campaign.types';

const shape = {
  id: 'uuid',
  name: 'text',
  type: 'text',
  status: 'text',
  subject: 'text?',
  previewText: 'text?',
  body: 'text',
  templateId: 'uuid?',
  templateVersion: 'int?',
  audience: 'json',
  audienceCount: 'int?',
  scheduledAt: 'date?',
  localTime: 'text?',
  localDate: 'text?',
  variants: 'json',
  revision: 'int',
  createdById: 'uuid?',
  launchedAt: 'date?',
  laidOutAt: 'date?',
  finishedAt: 'date?',
  failure: 'text?',
  createdAt: 'date',
  updatedAt: 'date',
} as const;

const columns = Prisma.sql`
  id, name, type::text, status::text, subject, preview_text AS "previewText", body, template_id AS "templateId",
  template_version AS "templateVersion", nullif(audience, '{}') AS audience,
  audience_count AS "audienceCount", scheduled_at AS "scheduledAt", local_time AS "localTime",
  local_date::text AS "localDate", variants, revision, created_by_id AS "createdById", launched_at AS "launchedAt",
  laid_out_at AS "laidOutAt", finished_at AS "finishedAt", failure, created_at AS "createdAt", updated_at AS "updatedAt"`;

export interface CampaignFilter {
  status?: CampaignStatus;
  type?: CampaignType;
  /** Part of the name, in any case. */
  search?: string;
  /** Campaigns made before this one (ids sort by time). */
  before?: string;
}

@Injectable()
export class CampaignsRepository {
  async insert(
    tx: SqlTx,
    draft: CampaignDraft & { type: CampaignType; createdById: string | null },
  ): Promise<Campaign> {
    const row = await tx.one(
      shape,
      Prisma.sql`
        INSERT INTO campaign (id, team_id, type, created_by_id, updated_at, name, subject, preview_text, body, audience,
          template_id, template_version, scheduled_at, local_time, local_date, variants)
        VALUES (${newId()}::uuid, brickwork_team(), ${draft.type}::campaign_type, ${draft.createdById}::uuid, now(),
          ${draft.name}, ${draft.subject}, ${draft.previewText}, ${draft.body}, ${json(draft.audience ?? {})}::jsonb,
          ${draft.templateId}::uuid, ${draft.templateVersion}, ${draft.scheduledAt}, ${draft.localTime},
          ${draft.localDate}::date, ${json(draft.variants)}::jsonb)
        RETURNING ${columns}`,
    );
    return campaignOf(row);
  }

  async find(tx: SqlTx, id: string): Promise<Campaign | undefined> {
    const row = await tx.maybeOne(shape, Prisma.sql`SELECT ${columns} FROM campaign WHERE id = ${id}::uuid`);
    return row && campaignOf(row);
  }

  /** The same, keeping everybody else from changing it until the end of the transaction. */
  async lock(tx: SqlTx, id: string): Promise<Campaign | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM campaign WHERE id = ${id}::uuid FOR UPDATE`,
    );
    return row && campaignOf(row);
  }

  /** Launched and not over, due before `until`; the first due first. */
  async open(tx: SqlTx, until: Date, limit: number): Promise<Campaign[]> {
    const rows = await tx.rows(
      shape,
      // A date begins in the first zones up to 14 hours before it does in UTC: one day more is looked at.
      Prisma.sql`SELECT ${columns} FROM campaign
        WHERE team_id = brickwork_team() AND status IN ('SCHEDULED', 'ACTIVE', 'PAUSED')
          AND (scheduled_at IS NULL OR scheduled_at < ${until}) AND (local_date IS NULL OR local_date <= ${until}::date + 1)
        ORDER BY coalesce(scheduled_at, local_date, launched_at), id LIMIT ${limit}`,
    );
    return rows.map(campaignOf);
  }

  /** Newest first. */
  async list(tx: SqlTx, filter: CampaignFilter, limit: number): Promise<Campaign[]> {
    const conditions = [Prisma.sql`team_id = brickwork_team()`];
    if (filter.status) conditions.push(Prisma.sql`status = ${filter.status}::campaign_status`);
    if (filter.type) conditions.push(Prisma.sql`type = ${filter.type}::campaign_type`);
    if (filter.search) conditions.push(Prisma.sql`position(lower(${filter.search}) IN lower(name)) > 0`);
    if (filter.before) conditions.push(Prisma.sql`id < ${filter.before}::uuid`);
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM campaign WHERE ${Prisma.join(conditions, ' AND ')}
        ORDER BY team_id, id DESC LIMIT ${limit}`,
    );
    return rows.map(campaignOf);
  }

  /** Writes what the author has changed, as a new revision. */
  async edit(tx: SqlTx, id: string, draft: CampaignDraft): Promise<Campaign> {
    const row = await tx.one(
      shape,
      Prisma.sql`
        UPDATE campaign SET name = ${draft.name}, subject = ${draft.subject}, preview_text = ${draft.previewText},
          body = ${draft.body}, template_id = ${draft.templateId}::uuid, template_version = ${draft.templateVersion}, audience = ${json(draft.audience ?? {})}::jsonb, scheduled_at = ${draft.scheduledAt},
          local_time = ${draft.localTime}, local_date = ${draft.localDate}::date,
          variants = ${json(draft.variants)}::jsonb, revision = revision + 1, updated_at = now()
        WHERE id = ${id}::uuid RETURNING ${columns}`,
    );
    return campaignOf(row);
  }

  /** Writes down which versions it is launched with. */
  async pinTemplates(
    tx: SqlTx,
    id: string,
    { templateVersion, variants }: Pick<CampaignDraft, 'templateVersion' | 'variants'>,
  ): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE campaign SET template_version = ${templateVersion}, variants = ${json(variants)}::jsonb
      WHERE id = ${id}::uuid`);
  }

  /** Moves a locked campaign on. Without `failure` the stored one stays; `finishedAt` is set by a final status. */
  async setStatus(
    tx: SqlTx,
    id: string,
    status: CampaignStatus,
    { launched = false, failure }: { launched?: boolean; failure?: string | null } = {},
  ): Promise<Campaign> {
    const row = await tx.one(
      shape,
      Prisma.sql`
        UPDATE campaign SET status = ${status}::campaign_status, 
          failure = CASE WHEN ${failure === undefined} THEN failure ELSE ${failure ?? null} END,
          launched_at = CASE WHEN ${launched} THEN coalesce(launched_at, now()) ELSE launched_at END,
          finished_at = CASE WHEN ${status} IN ('COMPLETED', 'CANCELLED') THEN now() END, updated_at = now()
        WHERE id = ${id}::uuid RETURNING ${columns}`,
    );
    return campaignOf(row);
  }

  /** Its audience is frozen. */
  async markLaidOut(tx: SqlTx, id: string, audienceCount: number): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE campaign SET audience_count = ${audienceCount}, laid_out_at = now(), updated_at = now()
      WHERE id = ${id}::uuid`);
  }

  async remove(tx: SqlTx, id: string): Promise<void> {
    await tx.execute(Prisma.sql`DELETE FROM campaign WHERE id = ${id}::uuid`);
  }
}

const json = (value: object) => JSON.stringify(value);

/** The JSON columns hold what this slice wrote after checking it. */
function campaignOf(row: RowOf<typeof shape>): Campaign {
  return {
    ...row,
    type: row.type as CampaignType,
    status: row.status as CampaignStatus,
    audience: row.audience as CampaignAudience | null,
    variants: row.variants as CampaignVariant[],
  };
}
