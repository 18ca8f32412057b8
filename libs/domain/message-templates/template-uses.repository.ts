import { Injectable } from '@nestjs/common';
import { newId, Prisma, teamOf, type SqlTx } from '@platform/database';
import type { TemplateHolder, UseKind } from './message-template';

/** What a template was used for, and what would miss it. */
@Injectable()
export class TemplateUsesRepository {
  async record(
    tx: SqlTx,
    use: { templateId: string; version: number; kind: UseKind; subjectId: string },
  ): Promise<void> {
    await tx.execute(Prisma.sql`
      INSERT INTO template_use (id, team_id, template_id, version, kind, subject_id)
      VALUES (${newId()}::uuid, ${teamOf(tx)}::uuid, ${use.templateId}::uuid, ${use.version}, ${use.kind}, ${use.subjectId}::uuid)`);
  }

  /** The holder names these templates and no others from now on; ids that are no templates of the team's are passed over. */
  async hold(tx: SqlTx, { kind, id, name }: TemplateHolder, templateIds: readonly string[]): Promise<void> {
    await tx.execute(Prisma.sql`DELETE FROM template_holder
      WHERE holder_id = ${id}::uuid AND kind = ${kind} AND template_id <> ALL(${templateIds}::uuid[])`);
    if (templateIds.length === 0) return;
    // Locked in order: a template that is being deleted is waited for, and then is none.
    await tx.execute(Prisma.sql`
      INSERT INTO template_holder (template_id, kind, holder_id, team_id, name)
      SELECT found.id, ${kind}, ${id}::uuid, ${teamOf(tx)}::uuid, ${name} FROM (
        SELECT id FROM message_template WHERE id = ANY(${templateIds}::uuid[]) AND deleted_at IS NULL ORDER BY id FOR KEY SHARE
      ) AS found
      ON CONFLICT (template_id, kind, holder_id) DO UPDATE SET name = excluded.name`);
  }

  /** By name. */
  async holdersOf(tx: SqlTx, templateId: string, limit: number): Promise<TemplateHolder[]> {
    const rows = await tx.rows(
      { kind: 'text', id: 'uuid', name: 'text' },
      Prisma.sql`SELECT kind, holder_id AS id, name FROM template_holder WHERE template_id = ${templateId}::uuid
        ORDER BY kind, name, holder_id LIMIT ${limit}`,
    );
    return rows as TemplateHolder[];
  }
}
