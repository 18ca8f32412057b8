import { Injectable } from '@nestjs/common';
import { newId, Prisma, TenantScope, type SqlTx } from '@platform/database';

export interface StoredFile {
  id: string;
  name: string;
  contentType: string;
  /** In bytes; 0 until the file is complete. */
  size: number;
  completedAt: Date | null;
}

@Injectable()
export class FilesRepository {
  async insert(tx: SqlTx, name: string, contentType: string): Promise<string> {
    if (!(tx.scope instanceof TenantScope)) throw new TypeError('a file needs a team');
    const id = newId();
    await tx.execute(Prisma.sql`INSERT INTO stored_file (id, team_id, name, content_type)
      VALUES (${id}::uuid, ${tx.scope.teamId}::uuid, ${name}, ${contentType})`);
    return id;
  }

  async insertChunk(tx: SqlTx, fileId: string, seq: number, bytes: Buffer): Promise<void> {
    if (!(tx.scope instanceof TenantScope)) throw new TypeError('a file needs a team');
    await tx.execute(Prisma.sql`INSERT INTO stored_file_chunk (team_id, file_id, seq, bytes)
      VALUES (${tx.scope.teamId}::uuid, ${fileId}::uuid, ${seq}, ${bytes})`);
  }

  async complete(tx: SqlTx, fileId: string, size: number): Promise<void> {
    await tx.execute(
      Prisma.sql`UPDATE stored_file SET size = ${size}, completed_at = now() WHERE id = ${fileId}::uuid`,
    );
  }

  async find(tx: SqlTx, fileId: string): Promise<StoredFile | undefined> {
    return tx.maybeOne(
      { id: 'uuid', name: 'text', contentType: 'text', size: 'int', completedAt: 'date?' },
      Prisma.sql`SELECT id, name, content_type AS "contentType", size, completed_at AS "completedAt"
        FROM stored_file WHERE id = ${fileId}::uuid AND completed_at IS NOT NULL`,
    );
  }

  /** The chunk's bytes; undefined behind the last one. */
  async chunk(tx: SqlTx, fileId: string, seq: number): Promise<Buffer | undefined> {
    const result = await tx.connection.query<{ bytes: Buffer }>(
      'SELECT bytes FROM stored_file_chunk WHERE file_id = $1 AND seq = $2',
      [fileId, seq],
    );
    return result.rows[0]?.bytes;
  }

  async delete(tx: SqlTx, fileId: string): Promise<void> {
    await tx.execute(Prisma.sql`DELETE FROM stored_file_chunk WHERE file_id = ${fileId}::uuid`);
    await tx.execute(Prisma.sql`DELETE FROM stored_file WHERE id = ${fileId}::uuid`);
  }

  /** Removes what an upload that was cut off by a crash has left behind: incomplete and older than a day. */
  async deleteLeftovers(tx: SqlTx): Promise<void> {
    await tx.execute(Prisma.sql`
      WITH leftover AS (
        DELETE FROM stored_file WHERE completed_at IS NULL AND created_at < now() - interval '1 day' RETURNING id)
      DELETE FROM stored_file_chunk USING leftover WHERE file_id = leftover.id`);
  }
}
