import { Injectable } from '@nestjs/common';
import { Prisma, teamOf, type RowOf, type SqlTx } from '@platform/database';
import type { KeptContent, TemplateChannel, TemplateVersion } from './message-template';

const shape = {
  templateId: 'uuid',
  number: 'int',
  subject: 'text?',
  previewText: 'text?',
  html: 'text?',
  text: 'text',
  fields: 'texts',
  restoredFrom: 'int?',
  createdById: 'uuid?',
  createdAt: 'date',
} as const;
const columns = Prisma.sql`v.template_id AS "templateId", v.number, v.subject, v.preview_text AS "previewText", v.html, v.text,
  v.fields, v.restored_from AS "restoredFrom", v.created_by_id AS "createdById", v.created_at AS "createdAt"`;

/** A version by number, or the newest of a template. */
export interface VersionRef {
  templateId: string;
  /** Null: the newest. */
  version: number | null;
}

const usableShape = {
  ...shape,
  channel: 'text',
  name: 'text',
  isActive: 'bool',
  deleted: 'bool',
  newest: 'bool',
} as const;
export type UsableVersion = RowOf<typeof usableShape>;

@Injectable()
export class TemplateVersionsRepository {
  async insert(
    tx: SqlTx,
    version: KeptContent & Pick<TemplateVersion, 'templateId' | 'number' | 'restoredFrom' | 'createdById'>,
  ): Promise<void> {
    await tx.execute(Prisma.sql`
      INSERT INTO message_template_version (template_id, number, team_id, subject, preview_text, html, text, fields, restored_from,
        created_by_id)
      VALUES (${version.templateId}::uuid, ${version.number}, ${teamOf(tx)}::uuid, ${version.subject}, ${version.previewText},
        ${version.html}, ${version.text}, ${version.fields}::text[], ${version.restoredFrom}, ${version.createdById}::uuid)`);
  }

  async find(tx: SqlTx, templateId: string, number: number): Promise<TemplateVersion | undefined> {
    return tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM message_template_version v
        WHERE v.template_id = ${templateId}::uuid AND v.number = ${number}`,
    );
  }

  /** Newest first, those before number `before`. */
  async list(
    tx: SqlTx,
    templateId: string,
    before: number | undefined,
    limit: number,
  ): Promise<TemplateVersion[]> {
    return tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM message_template_version v
        WHERE v.template_id = ${templateId}::uuid AND v.number < ${before ?? 2_147_483_647}
        ORDER BY v.number DESC LIMIT ${limit}`,
    );
  }

  /**
   * The versions that are meant, of templates that were deleted too: what was launched with one keeps it. One statement; answers
   * under `keyOf` of each reference.
   */
  async meant(
    tx: SqlTx,
    channel: TemplateChannel,
    refs: readonly VersionRef[],
  ): Promise<Map<string, UsableVersion>> {
    if (refs.length === 0) return new Map();
    const rows = await tx.rows(
      { ...usableShape, asked: 'int?' },
      Prisma.sql`SELECT ${columns}, t.channel, t.name, t.is_active AS "isActive", t.deleted_at IS NOT NULL AS deleted,
          v.number = t.version AS newest, ref.version AS asked
        FROM unnest(${refs.map(({ templateId }) => templateId)}::uuid[], ${refs.map(({ version }) => version)}::int[])
          AS ref (id, version)
        JOIN message_template t ON t.id = ref.id AND t.channel = ${channel}
        JOIN message_template_version v ON v.template_id = t.id AND v.number = coalesce(ref.version, t.version)`,
    );
    return new Map(
      rows.map(({ asked, ...row }) => [keyOf({ templateId: row.templateId, version: asked }), row]),
    );
  }
}

export const keyOf = ({ templateId, version }: VersionRef): string =>
  `${templateId.toLowerCase()}:${version ?? 'newest'}`;
