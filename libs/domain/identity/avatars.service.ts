import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Actor } from '@platform/auth';
import { Env } from '@platform/config';
import { randomToken } from '@platform/crypto';
import { CrossTeamScope, Database, inScope, TenantScope, type Tx } from '@platform/database';
import { DomainError, notFound } from '@platform/errors';
import { Files } from '@platform/files';
import { redrawSquare } from '@platform/images';
import { AvatarsRepository, type StoredAvatar } from './avatars.repository';
import { personOf } from './person-of';

export const avatarLimits = { bytes: 5 * 1024 * 1024, edge: 256 } as const;
const contentType = 'image/webp';

/** Pictures of people: drawn anew, so that nothing of the uploaded file is ever served. */
@Injectable()
export class Avatars {
  constructor(
    private readonly env: Env,
    private readonly database: Database,
    private readonly files: Files,
    private readonly avatars: AvatarsRepository,
  ) {}

  /**
   * Makes the picture the person's own; the one before is gone. Answers its address.
   * @throws DomainError too_large/file_too_large · unprocessable/picture_unreadable · unavailable/too_busy_with_pictures
   */
  async upload(actor: Actor, stream: AsyncIterable<Uint8Array>): Promise<string> {
    const userId = personOf(actor);
    const picture = await redrawSquare(await readAll(stream), avatarLimits.edge);
    const fileId = await this.files.write(actor.scope, 'avatar.webp', contentType, Readable.from([picture]), {
      maxBytes: avatarLimits.bytes,
    });
    const name = randomToken(24);
    const url = `${this.env.PUBLIC_URL.replace(/\/+$/, '')}/api/avatars/${name}`;
    await this.database.transaction(CrossTeamScope.identity, async (tx) => {
      const before = await this.avatars.replace(tx, userId, { name, teamId: actor.teamId, fileId }, url);
      if (before) await this.dropFile(tx, before);
    });
    return url;
  }

  /** The picture of that name, as WebP. @throws DomainError not_found/avatar_not_found */
  async read(name: string): Promise<{ stream: Readable; size: number }> {
    const found = await this.database.sql(CrossTeamScope.identity, (tx) => this.avatars.find(tx, name));
    if (!found) throw notFound('avatar');
    const scope = TenantScope.of(found.teamId);
    const { size } = await this.files.describe(scope, found.fileId);
    return { stream: this.files.read(scope, found.fileId), size };
  }

  /** Deletes the uploaded picture within `tx` (identity's scope), unless the profile still shows it. */
  async forgetUnless(tx: Tx, userId: string, shown: string | null): Promise<void> {
    const name = shown?.split('/api/avatars/')[1];
    const before = await this.avatars.remove(tx, userId, name);
    if (before) await this.dropFile(tx, before);
  }

  private async dropFile(tx: Tx, { teamId, fileId }: StoredAvatar): Promise<void> {
    await inScope(tx, TenantScope.of(teamId), (teamTx) => this.files.delete(teamTx, fileId));
  }
}

/** @throws DomainError too_large/file_too_large */
async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of stream) {
    size += piece.length;
    if (size > avatarLimits.bytes)
      throw new DomainError('too_large', 'file_too_large', 'A picture has at most 5 MB.');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
