import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

/** Files of a mail while nobody knows whose they are. Needs the system scope. */
@Injectable()
export class InboundUploadsRepository {
  async insert(tx: SqlTx, digest: string, position: number, bytes: Buffer): Promise<void> {
    await tx.execute(Prisma.sql`INSERT INTO inbound_upload (digest, position, bytes)
      VALUES (${digest}, ${position}, ${bytes}) ON CONFLICT (digest, position) DO NOTHING`);
  }

  async read(tx: SqlTx, digest: string, position: number): Promise<Buffer | undefined> {
    const { rows } = await tx.connection.query<{ bytes: Buffer }>(
      'SELECT bytes FROM inbound_upload WHERE digest = $1 AND position = $2',
      [digest, position],
    );
    return rows[0]?.bytes;
  }

  async delete(tx: SqlTx, digest: string): Promise<void> {
    await tx.execute(Prisma.sql`DELETE FROM inbound_upload WHERE digest = ${digest}`);
  }

  /** Of mail that was nobody's; what is somebody's is fetched within hours, whatever happens. */
  async deleteOld(tx: SqlTx): Promise<void> {
    await tx.execute(Prisma.sql`DELETE FROM inbound_upload WHERE created_at < now() - interval '3 days'`);
  }
}
