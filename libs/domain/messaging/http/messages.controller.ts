import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@platform/auth';
import { CurrentActor, decodeCursor, Endpoint, IdParam, mapPage, pageOf } from '@platform/http';
import { MessageReader } from '../message-reader.service';
import { ListMessagesQuery, MessagePage, MessageResponse, MessageWhyResponse } from './messages.dto';

@ApiTags('Messages')
@Controller('messages')
export class MessagesController {
  constructor(private readonly messages: MessageReader) {}

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
    summary: 'Get a message',
    access: 'messages:read',
    response: MessageResponse,
    errors: ['message_not_found'],
  })
  async get(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<MessageResponse> {
    return MessageResponse.from(await this.messages.get(actor.scope, id));
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
