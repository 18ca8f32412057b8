import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Notes } from '@domain/notes';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam, PageQuery } from '@platform/http';
import { NoteBody, NoteLeadParam, NotePage, NoteResponse } from './notes.dto';

const editor = (actor: Actor) => ({ userId: actor.userId, changesAll: actor.can('notes:moderate') });

@ApiTags('Notes')
@Controller()
export class NotesController {
  constructor(private readonly notes: Notes) {}

  @Get('leads/:leadId/notes')
  @Endpoint({
    summary: 'List the notes about a lead, newest first',
    access: 'notes:read',
    response: NotePage,
    errors: ['lead_not_found'],
  })
  list(
    @CurrentActor() actor: Actor,
    @Param() { leadId }: NoteLeadParam,
    @Query() page: PageQuery,
  ): Promise<NotePage> {
    return this.notes.list(actor.scope, leadId, page);
  }

  @Post('leads/:leadId/notes')
  @Endpoint({
    summary: 'Add a note to a lead',
    access: 'notes:write',
    response: NoteResponse,
    status: 201,
    errors: ['lead_not_found'],
  })
  add(
    @CurrentActor() actor: Actor,
    @Param() { leadId }: NoteLeadParam,
    @Body() { content }: NoteBody,
  ): Promise<NoteResponse> {
    return this.notes.add(actor.scope, leadId, content, actor);
  }

  @Get('notes/:id')
  @Endpoint({
    summary: 'Get a note',
    access: 'notes:read',
    response: NoteResponse,
    errors: ['note_not_found'],
  })
  get(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<NoteResponse> {
    return this.notes.get(actor.scope, id);
  }

  @Put('notes/:id')
  @Endpoint({
    summary: 'Change a note',
    description:
      'Its author may, and who has `notes:moderate`. Who is mentioned for the first time is notified.',
    access: 'notes:write',
    response: NoteResponse,
    errors: ['note_not_found', 'note_not_yours'],
  })
  update(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() { content }: NoteBody,
  ): Promise<NoteResponse> {
    return this.notes.update(actor.scope, id, content, editor(actor));
  }

  @Delete('notes/:id')
  @Endpoint({
    summary: 'Delete a note',
    description: 'Its author may, and who has `notes:moderate`.',
    access: 'notes:write',
    errors: ['note_not_found', 'note_not_yours'],
  })
  delete(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<void> {
    return this.notes.delete(actor.scope, id, editor(actor));
  }
}
