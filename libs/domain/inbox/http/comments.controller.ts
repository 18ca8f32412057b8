import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Comments } from '@domain/inbox';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam, PageQuery } from '@platform/http';
import { CommentBody, CommentPage, CommentParam, CommentResponse } from './comments.dto';

@ApiTags('Inbox')
@Controller('threads/:id/comments')
export class CommentsController {
  constructor(private readonly comments: Comments) {}

  @Get()
  @Endpoint({
    summary: 'List what colleagues said about a conversation, the latest first',
    access: 'messages:read',
    response: CommentPage,
    errors: ['thread_not_found'],
  })
  list(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Query() page: PageQuery,
  ): Promise<CommentPage> {
    return this.comments.list(actor.scope, id, page);
  }

  @Post()
  @Endpoint({
    summary: 'Comment on a conversation',
    description: 'For colleagues only; it is never sent. Who is mentioned is notified.',
    access: 'messages:write',
    response: CommentResponse,
    status: 201,
    errors: ['thread_not_found'],
  })
  add(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() { content }: CommentBody,
  ): Promise<CommentResponse> {
    return this.comments.add(actor.scope, id, content, actor);
  }

  @Delete(':commentId')
  @Endpoint({
    summary: 'Delete a comment',
    description: 'Its author may, and who has `notes:moderate`.',
    access: 'messages:write',
    errors: ['thread_not_found', 'comment_not_found', 'comment_not_yours'],
  })
  delete(@CurrentActor() actor: Actor, @Param() { id, commentId }: CommentParam): Promise<void> {
    const editor = { userId: actor.userId, changesAll: actor.can('notes:moderate') };
    return this.comments.delete(actor.scope, id, commentId, editor);
  }
}
