import { Controller, Get, Header, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@platform/auth';
import { CurrentActor, decodeCursor, Endpoint, IdParam, mapPage, pageOf } from '@platform/http';
import { contentDisposition } from '../attachments/attachment';
import { Attachments } from '../attachments/attachments.service';
import { MessageReader } from '../message-reader.service';
import { AttachmentParam, MessageDetailResponse, ReadMessageQuery } from './message-detail.dto';
import { ListMessagesQuery, MessagePage, MessageResponse, MessageWhyResponse } from './messages.dto';

@ApiTags('Messages')
@Controller('messages')
export class MessagesController {
  constructor(
    private readonly messages: MessageReader,
    private readonly attachments: Attachments,
  ) {}

  @Get()
  @Endpoint({
    summary: 'List outgoing messages, newest first',
    access: 'messages:read',
    response: MessagePage,
  })
  async list(
    @CurrentActor() actor: Actor,
    @Query() { limit, cursor, ...filter }: ListMessagesQuery,
  ): Promise<MessagePage> {
    const before = decodeCursor(cursor, ['uuid'])?.[0];
    const rows = await this.messages.list(actor.scope, { ...filter, before, limit: limit + 1 });
    return mapPage(
      pageOf(rows, limit, ({ id }) => [id]),
      MessageResponse.from,
    );
  }

  @Get(':id')
  @Endpoint({
    summary: 'Get a message with its texts and files',
    description:
      'Of either direction. Its HTML is sanitised; remote images, which tell their sender that a mail is read, are left out unless `images=true`.',
    access: 'messages:read',
    response: MessageDetailResponse,
    errors: ['message_not_found'],
  })
  async get(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Query() { images = false }: ReadMessageQuery,
  ): Promise<MessageDetailResponse> {
    return MessageDetailResponse.of(await this.messages.read(actor.scope, id, { images }));
  }

  @Get(':id/attachments/:attachmentId')
  @Header('content-security-policy', "default-src 'none'; sandbox")
  @Header('cache-control', 'private, no-store')
  @Endpoint({
    summary: 'Download a file that came with a message',
    description: 'Always as a download of plain bytes, whatever its sender says it is.',
    access: 'messages:read',
    produces: 'application/octet-stream',
    errors: ['attachment_not_found'],
  })
  async download(
    @CurrentActor() actor: Actor,
    @Param() { id, attachmentId }: AttachmentParam,
  ): Promise<StreamableFile> {
    const { name, size, stream } = await this.attachments.open(actor.scope, id, attachmentId);
    return new StreamableFile(stream, {
      type: 'application/octet-stream',
      disposition: contentDisposition(name),
      length: size,
    });
  }

  @Get(':id/why')
  @Endpoint({
    summary: 'Why a message was sent, held or skipped',
    access: 'messages:read',
    response: MessageWhyResponse,
    errors: ['message_not_found'],
  })
  async why(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<MessageWhyResponse> {
    return MessageWhyResponse.from(await this.messages.why(actor.scope, id));
  }
}
