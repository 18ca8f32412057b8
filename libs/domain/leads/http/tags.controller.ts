import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { TagsService } from '@domain/leads';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam, PageQuery } from '@platform/http';
import { CreateTagBody, TagPage, TagResponse, UpdateTagBody } from './tags.dto';

@ApiTags('Tags')
@Controller('tags')
export class TagsController {
  constructor(private readonly tags: TagsService) {}

  @Get()
  @Endpoint({ summary: 'List tags by name', access: 'tags:read', response: TagPage })
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery): Promise<TagPage> {
    return this.tags.list(actor.scope, page);
  }

  @Post()
  @Endpoint({
    summary: 'Create a tag',
    access: 'tags:write',
    response: TagResponse,
    status: 201,
    errors: ['tag_name_taken'],
  })
  create(@CurrentActor() actor: Actor, @Body() body: CreateTagBody): Promise<TagResponse> {
    return this.tags.create(actor.scope, body, actor);
  }

  @Put(':id')
  @Endpoint({
    summary: 'Rename or recolour a tag',
    access: 'tags:write',
    response: TagResponse,
    errors: ['tag_not_found', 'tag_name_taken'],
  })
  update(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: UpdateTagBody,
  ): Promise<TagResponse> {
    return this.tags.update(actor.scope, id, body, actor);
  }

  @Delete(':id')
  @Endpoint({
    summary: 'Delete a tag and take it off all leads',
    access: 'tags:delete',
    errors: ['tag_not_found'],
  })
  delete(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<void> {
    return this.tags.delete(actor.scope, id, actor);
  }
}
