import { Body, Controller, Delete, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Composer, InboxMessages } from '@domain/inbox';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam } from '@platform/http';
import { recipientOf, SendEmailBody, SendSmsBody, SentResponse } from './composer.dto';
import { ReadBody } from './threads.dto';

const sends = {
  access: 'messages:send',
  response: SentResponse,
  status: 201,
  errors: ['lead_not_found', 'thread_not_found', 'thread_channel', 'template_not_found', 'template_inactive'],
} as const;

@ApiTags('Inbox')
@Controller('messages')
export class ComposerController {
  constructor(
    private readonly composer: Composer,
    private readonly messages: InboxMessages,
  ) {}

  @Post('email')
  @Endpoint({
    summary: 'Send an email to a lead, or answer in a conversation',
    description:
      'Goes through the send gate like every message: `GET /messages/{id}/why` says what became of it. With `threadId` it is an answer and mail programs show it so.',
    ...sends,
    errors: [...sends.errors],
  })
  email(@CurrentActor() actor: Actor, @Body() body: SendEmailBody): Promise<SentResponse> {
    const { leadId, threadId, ...draft } = body;
    return this.composer.email(actor.scope, recipientOf({ leadId, threadId }), draft, actor);
  }

  @Post('sms')
  @Endpoint({
    summary: 'Send a text to a lead, or answer in a conversation',
    description:
      'Goes through the send gate. To somebody who never wrote a text it needs their consent, as marketing does.',
    ...sends,
    errors: [...sends.errors],
  })
  sms(@CurrentActor() actor: Actor, @Body() body: SendSmsBody): Promise<SentResponse> {
    const { leadId, threadId, ...draft } = body;
    return this.composer.sms(actor.scope, recipientOf({ leadId, threadId }), draft, actor);
  }

  @Patch(':id/read')
  @Endpoint({
    summary: 'Mark a message as read, or as unread',
    description: 'One that went out is read by nature.',
    access: 'messages:write',
    errors: ['message_not_found'],
  })
  read(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() { read = true }: ReadBody,
  ): Promise<void> {
    return this.messages.setRead(actor.scope, id, read, actor);
  }

  @Delete(':id')
  @Endpoint({
    summary: 'Take a message out of its conversation',
    description:
      'For everybody in the team. One of the composer’s that was not handed to a provider yet is not sent any more; what was sent stays on record.',
    access: 'messages:write',
    errors: ['message_not_found', 'message_not_in_inbox'],
  })
  remove(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<void> {
    return this.messages.remove(actor.scope, id, actor);
  }
}
