import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CustomFields } from '@domain/custom-fields';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam, PageQuery } from '@platform/http';
import {
  CreateCustomFieldBody,
  CustomFieldPage,
  CustomFieldResponse,
  DeleteCustomFieldQuery,
  UpdateCustomFieldBody,
} from './custom-fields.dto';

@ApiTags('Settings')
@Controller('settings/custom-fields')
export class CustomFieldsController {
  constructor(private readonly fields: CustomFields) {}

  @Get()
  @Endpoint({
    summary: 'List the custom fields of leads, in the order they were made',
    access: 'settings:read',
    response: CustomFieldPage,
  })
  list(@CurrentActor() { scope }: Actor, @Query() page: PageQuery): Promise<CustomFieldPage> {
    return this.fields.list(scope, page);
  }

  @Post()
  @Endpoint({
    summary: 'Add a custom field',
    access: 'settings:write',
    status: 201,
    response: CustomFieldResponse,
    errors: ['custom_field_key_taken', 'custom_field_being_deleted', '422:custom_field_limit'],
  })
  create(@CurrentActor() actor: Actor, @Body() body: CreateCustomFieldBody): Promise<CustomFieldResponse> {
    return this.fields.create(actor.scope, body, actor);
  }

  @Put(':id')
  @Endpoint({
    summary: 'Change label or options of a custom field',
    access: 'settings:write',
    response: CustomFieldResponse,
    errors: ['custom_field_not_found', 'custom_field_option_in_use'],
  })
  update(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: UpdateCustomFieldBody,
  ): Promise<CustomFieldResponse> {
    return this.fields.update(actor.scope, id, body, actor);
  }

  @Delete(':id')
  @Endpoint({
    summary: 'Delete a custom field, and say what becomes of its values',
    access: 'settings:write',
    errors: ['custom_field_not_found', 'custom_field_in_use'],
  })
  delete(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Query() { values }: DeleteCustomFieldQuery,
  ): Promise<void> {
    return this.fields.delete(actor.scope, id, values, actor);
  }
}
