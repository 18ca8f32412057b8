import '@fastify/multipart';
import { Controller, Get, Header, Param, Post, Req, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { avatarLimits, Avatars } from '@domain/identity';
import type { Actor } from '@platform/auth';
import { DomainError, invalidField } from '@platform/errors';
import { CurrentActor, Endpoint } from '@platform/http';
import { AvatarParam, AvatarResponse } from './avatar.dto';

const form = {
  schema: {
    type: 'object',
    required: ['file'],
    properties: { file: { type: 'string', format: 'binary', description: 'At most 5 MB.' } },
  },
};

@ApiTags('Settings')
@Controller()
export class AvatarController {
  constructor(private readonly avatars: Avatars) {}

  @Post('settings/avatar')
  @ApiConsumes('multipart/form-data')
  @ApiBody(form)
  @Endpoint({
    summary: 'Upload my picture: JPEG, PNG, WebP or GIF',
    description: 'It is drawn anew as a square; nothing of the file itself is kept. Needs a signed-in user.',
    access: 'user',
    response: AvatarResponse,
    status: 201,
    errors: ['file_too_large', '422:picture_unreadable'],
    idempotent: false,
  })
  async upload(@CurrentActor() actor: Actor, @Req() request: FastifyRequest): Promise<AvatarResponse> {
    return AvatarResponse.from(await this.avatars.upload(actor, await pictureOf(request)));
  }

  @Get('avatars/:name')
  @Header('content-type', 'image/webp')
  @Header('cache-control', 'public, max-age=31536000, immutable')
  @Header('content-security-policy', "default-src 'none'; sandbox")
  // The web application shows it from another origin.
  @Header('cross-origin-resource-policy', 'cross-origin')
  @Endpoint({
    summary: 'Show a picture; its name is all that is needed',
    access: 'public',
    produces: 'image/webp',
    errors: ['avatar_not_found'],
    rateLimit: false,
  })
  async show(@Param() { name }: AvatarParam): Promise<StreamableFile> {
    const { stream, size } = await this.avatars.read(name);
    return new StreamableFile(stream, { type: 'image/webp', disposition: 'inline', length: size });
  }
}

/** @throws DomainError unsupported/unsupported_media_type, invalid on file */
async function pictureOf(request: FastifyRequest): Promise<AsyncIterable<Uint8Array>> {
  if (!request.isMultipart())
    throw new DomainError('unsupported', 'unsupported_media_type', 'This route takes multipart/form-data.');
  // One byte more than may be, so that a file that is too long is not taken for one that just fits.
  const part = await request.file({ limits: { files: 1, fields: 0, fileSize: avatarLimits.bytes + 1 } });
  if (part?.fieldname !== 'file') throw invalidField('file', 'required', 'One file, named "file".');
  return part.file;
}
