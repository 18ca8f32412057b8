import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { INestApplicationContext } from '@nestjs/common';
import { Database, newId, TenantScope } from '@platform/database';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { testEnv } from '../../../../test/support/environment';
import { startLab } from '../../../../test/support/job-lab';
import { chunkBytes, chunksOf } from '../chunks';
import { FilesRepository } from '../files.repository';
import { Files } from '../files.service';

describe('stored files', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let files: Files;
  const scope = TenantScope.of(newId());
  const maxBytes = 1_000_000;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startLab(testEnv(database), { providers: [Files, FilesRepository] });
    files = app.get(Files);
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  const write = (bytes: Buffer | AsyncIterable<Uint8Array>) =>
    files.write(scope, 'a.csv', 'text/csv', Buffer.isBuffer(bytes) ? Readable.from([bytes]) : bytes, {
      maxBytes,
    });
  const rowsLeft = async () =>
    (
      await database.admin.query(
        'SELECT (SELECT count(*) FROM stored_file) + (SELECT count(*) FROM stored_file_chunk) AS n',
      )
    ).rows[0].n;

  it.each([0, 1, chunkBytes, chunkBytes + 1, 3 * chunkBytes - 1])(
    'gives %i bytes back as they came',
    async (size) => {
      const bytes = randomBytes(size);
      const id = await write(bytes);
      expect((await buffer(files.read(scope, id))).equals(bytes)).toBe(true);
      expect(await files.describe(scope, id)).toMatchObject({ name: 'a.csv', size });
      await app.get(Database).sql(scope, (tx) => files.delete(tx, id));
      await expect(buffer(files.read(scope, id))).rejects.toMatchObject({ code: 'file_not_found' });
      expect(await rowsLeft()).toBe('0');
    },
  );

  it('cuts chunks to size, however the stream comes', async () => {
    const pieces = Readable.from([Buffer.from('abc'), Buffer.from('d'), Buffer.from('efghij')]);
    const chunks: string[] = [];
    for await (const chunk of chunksOf(pieces, 4)) chunks.push(chunk.toString());
    expect(chunks).toEqual(['abcd', 'efgh', 'ij']);
  });

  it('keeps nothing of a file that is too large or breaks off', async () => {
    await expect(write(Buffer.alloc(maxBytes + 1))).rejects.toMatchObject({ code: 'file_too_large' });
    async function* broken() {
      yield Buffer.alloc(chunkBytes + 5);
      throw new Error('connection lost');
    }
    await expect(write(broken())).rejects.toThrow('connection lost');
    expect(await rowsLeft()).toBe('0');
  });

  it('hides a file from other teams, and one that is not complete', async () => {
    const id = await write(Buffer.from('secret'));
    const stranger = TenantScope.of(newId());
    await expect(files.describe(stranger, id)).rejects.toMatchObject({ code: 'file_not_found' });
    await database.admin.query('UPDATE stored_file SET completed_at = NULL WHERE id = $1', [id]);
    await expect(files.describe(scope, id)).rejects.toMatchObject({ code: 'file_not_found' });
    // A day later the next upload sweeps it away.
    await database.admin.query(`UPDATE stored_file SET created_at = now() - interval '25 hours'`);
    const next = await write(Buffer.from('x'));
    const { rows } = await database.admin.query('SELECT id FROM stored_file');
    expect(rows).toEqual([{ id: next }]);
  });

  it('fails rather than end early when the file goes while it is read', async () => {
    // More than a stream reads ahead.
    const long = Readable.from([randomBytes(12 * chunkBytes)]);
    const id = await files.write(scope, 'a.csv', 'text/csv', long, { maxBytes: 12 * chunkBytes });
    const reading = files.read(scope, id)[Symbol.asyncIterator]();
    await reading.next();
    await database.admin.query('DELETE FROM stored_file_chunk WHERE file_id = $1 AND seq > 8', [id]);
    const rest = async () => {
      while (!(await reading.next()).done);
    };
    await expect(rest()).rejects.toMatchObject({ code: 'file_not_found' });
  });
});
