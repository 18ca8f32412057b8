import { Injectable } from '@nestjs/common';
import { newId, Prisma, teamOf, type RowOf, type SqlTx } from '@platform/database';
import type { MessageTemplate, TemplateChannel, TemplateFilter, TemplateSummary } from './message-template';

const summaryShape = {
  id: 'uuid',
  channel: 'text',
  name: 'text',
  category: 'text?',
  isActive: 'bool',
  version: 'int',
  subject: 'text?',
  previewText: 'text?',
  text: 'text',
  fields: 'texts',
  campaigns: 'int',
  workflowMessages: 'int',
  messages: 'int',
  lastUsedAt: 'date?',
  createdById: 'uuid?',
  createdAt: 'date',
  updatedAt: 'date',
} as const;
const shape = { ...summaryShape, html: 'text?' } as const;

/** A list shows the beginning of a mail; a text is short enough to be shown as a whole. */
const excerpt = Prisma.sql`CASE t.channel WHEN 'SMS' THEN v.text ELSE left(v.text, 300) END AS text`;
const columns = Prisma.sql`
  t.id, t.channel, t.name, t.category, t.is_active AS "isActive", t.version, v.subject, v.preview_text AS "previewText",
  v.fields, used.campaigns, used.workflow AS "workflowMessages", used.messages, used.last AS "lastUsedAt",
  t.created_by_id AS "createdById", t.created_at AS "createdAt", t.updated_at AS "updatedAt"`;
const tables = Prisma.sql`message_template t
  JOIN message_template_version v ON v.template_id = t.id AND v.number = t.version
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE kind = 'campaign')::int AS campaigns, count(*) FILTER (WHERE kind = 'workflow')::int AS workflow,
      count(*) FILTER (WHERE kind = 'message')::int AS messages, max(used_at) AS last
    FROM template_use WHERE template_use.template_id = t.id AND template_use.team_id = t.team_id) AS used`;

export interface TemplateSettings {
  name: string;
  category: string | null;
  isActive: boolean;
}

/** Templates that are not deleted, each with its newest version. */
@Injectable()
export class MessageTemplatesRepository {
  async insert(
    tx: SqlTx,
    settings: TemplateSettings & { channel: TemplateChannel; createdById: string | null },
  ): Promise<string> {
    const id = newId();
    await tx.execute(Prisma.sql`
      INSERT INTO message_template (id, team_id, channel, name, category, is_active, created_by_id)
      VALUES (${id}::uuid, ${teamOf(tx)}::uuid, ${settings.channel}, ${settings.name}, ${settings.category},
        ${settings.isActive}, ${settings.createdById}::uuid)`);
    return id;
  }

  async find(tx: SqlTx, channel: TemplateChannel, id: string): Promise<MessageTemplate | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns}, v.text, v.html FROM ${tables}
        WHERE t.id = ${id}::uuid AND t.channel = ${channel} AND t.deleted_at IS NULL`,
    );
    return row && { ...summaryOf(row), html: row.html };
  }

  /** The same, keeping everybody else from changing it until the end of the transaction. */
  async lock(
    tx: SqlTx,
    channel: TemplateChannel,
    id: string,
    { against }: { against: 'writers' | 'holders too' } = { against: 'writers' },
  ): Promise<MessageTemplate | undefined> {
    const strength = against === 'writers' ? Prisma.sql`FOR NO KEY UPDATE` : Prisma.sql`FOR UPDATE`;
    // In a statement of its own: one that waited would join the template as it is now with the versions as they were.
    await tx.execute(Prisma.sql`SELECT FROM message_template WHERE id = ${id}::uuid ${strength}`);
    return this.find(tx, channel, id);
  }

  /** Newest first, those made before `before` (ids sort by time). */
  async list(
    tx: SqlTx,
    channel: TemplateChannel,
    { category, isActive, search, before }: TemplateFilter & { before?: string },
    limit: number,
  ): Promise<TemplateSummary[]> {
    const where = [
      Prisma.sql`t.team_id = ${teamOf(tx)}::uuid AND t.channel = ${channel} AND t.deleted_at IS NULL`,
    ];
    if (category !== undefined) where.push(Prisma.sql`lower(t.category) = lower(${category})`);
    if (isActive !== undefined) where.push(Prisma.sql`t.is_active = ${isActive}`);
    if (search)
      where.push(
        Prisma.sql`position(lower(${search}) IN lower(concat_ws(' ', t.name, v.subject, v.text))) > 0`,
      );
    if (before) where.push(Prisma.sql`t.id < ${before}::uuid`);
    const rows = await tx.rows(
      summaryShape,
      Prisma.sql`SELECT ${columns}, ${excerpt} FROM ${tables} WHERE ${Prisma.join(where, ' AND ')}
        ORDER BY t.id DESC LIMIT ${limit}`,
    );
    return rows.map(summaryOf);
  }

  async change(tx: SqlTx, id: string, settings: TemplateSettings & { version: number }): Promise<void> {
    await tx.execute(Prisma.sql`
      UPDATE message_template SET name = ${settings.name}, category = ${settings.category}, is_active = ${settings.isActive},
        version = ${settings.version}, updated_at = now() WHERE id = ${id}::uuid`);
  }

  async markDeleted(tx: SqlTx, id: string): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE message_template SET deleted_at = now() WHERE id = ${id}::uuid`);
  }
}

function summaryOf(row: RowOf<typeof summaryShape>): TemplateSummary {
  const { campaigns, workflowMessages, messages, lastUsedAt, ...template } = row;
  const usageCount = campaigns + workflowMessages + messages;
  return {
    ...template,
    channel: template.channel as TemplateChannel,
    usage: { usageCount, campaigns, workflowMessages, messages, lastUsedAt },
  };
}
