import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { DomainError, notFound } from '@platform/errors';
import { chunksOf } from './chunks';
import { FilesRepository, type StoredFile } from './files.repository';

/** Files of a team, kept in Postgres in chunks: api and worker need nothing else in common. Memory use does not grow with the file. */
@Injectable()
export class Files {
  private readonly logger = new Logger(Files.name);

  constructor(
    private readonly database: Database,
    private readonly repository: FilesRepository,
  ) {}

  /**
   * Stores a stream, chunk by chunk, and answers the file's id. What was stored of a stream that fails is removed again.
   * @throws DomainError too_large/file_too_large beyond `maxBytes`; whatever the stream throws
   */
  async write(
    scope: TenantScope,
    name: string,
    contentType: string,
    stream: AsyncIterable<Uint8Array>,
    { maxBytes }: { maxBytes: number },
  ): Promise<string> {
    const id = await this.database.sql(scope, async (tx) => {
      await this.repository.deleteLeftovers(tx);
      return this.repository.insert(tx, name, contentType);
    });
    try {
      let size = 0;
      let seq = 0;
      for await (const chunk of chunksOf(stream)) {
        size += chunk.length;
        if (size > maxBytes) throw tooLarge(maxBytes);
        const at = seq++;
        await this.database.sql(scope, (tx) => this.repository.insertChunk(tx, id, at, chunk));
      }
      await this.database.sql(scope, (tx) => this.repository.complete(tx, id, size));
      return id;
    } catch (error) {
      // The reason is the caller's; what cannot be removed now goes with the leftovers.
      await this.database
        .sql(scope, (tx) => this.repository.delete(tx, id))
        .catch((cleanup: Error) => this.logger.warn(`file ${id} could not be removed: ${cleanup.message}`));
      throw error;
    }
  }

  /** @throws DomainError not_found/file_not_found */
  async describe(scope: TenantScope, id: string): Promise<StoredFile> {
    const file = await this.database.sql(scope, (tx) => this.repository.find(tx, id));
    if (!file) throw notFound('file');
    return file;
  }

  /**
   * The file's bytes in order; one short unit of work per chunk, so a slow reader holds no connection. The stream fails with
   * not_found/file_not_found when the file is not there, or is deleted meanwhile.
   */
  read(scope: TenantScope, id: string): Readable {
    return Readable.from(this.chunks(scope, id), { objectMode: false });
  }

  /** Deletes the file in the caller's transaction; a file that is not there is none to delete. */
  async delete(tx: SqlTx, id: string): Promise<void> {
    await this.repository.delete(tx, id);
  }

  private async *chunks(scope: TenantScope, id: string): AsyncGenerator<Buffer> {
    const { size } = await this.describe(scope, id);
    for (let seq = 0, read = 0; read < size; seq += 1) {
      const chunk = await this.database.sql(scope, (tx) => this.repository.chunk(tx, id, seq));
      // Deleted while it was read: half a file must not pass for a whole one.
      if (!chunk) throw notFound('file');
      read += chunk.length;
      yield chunk;
    }
  }
}

function tooLarge(maxBytes: number): DomainError {
  return new DomainError(
    'too_large',
    'file_too_large',
    `The file is larger than ${Math.floor(maxBytes / 1024 / 1024)} MB.`,
  );
}
