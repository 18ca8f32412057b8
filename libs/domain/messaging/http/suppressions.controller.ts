import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@platform/auth';
import { CurrentActor, decodeCursor, Endpoint, IdParam, mapPage, pageOf } from '@platform/http';
import { Suppressions } from '../unsubscribe/suppressions.service';
import {
  AddSuppressionBody,
  ListSuppressionsQuery,
  SuppressionPage,
  SuppressionResponse,
} from './suppressions.dto';

@ApiTags('Suppressions')
@Controller('suppressions')
export class SuppressionsController {
  constructor(private readonly suppressions: Suppressions) {}

  @Get()
  @Endpoint({
    summary: 'List addresses that must not be written to',
    access: 'suppressions:read',
    response: SuppressionPage,
  })
  async list(
    @CurrentActor() actor: Actor,
    @Query() { limit, cursor, channel, address }: ListSuppressionsQuery,
  ): Promise<SuppressionPage> {
    const before = decodeCursor(cursor, ['uuid'])?.[0];
    const rows = await this.suppressions.list(actor.scope, { channel, address, before, limit: limit + 1 });
    return mapPage(
      pageOf(rows, limit, ({ id }) => [id]),
      SuppressionResponse.from,
    );
  }

  @Post()
  @Endpoint({
    summary: 'Suppress an address by hand',
    access: 'suppressions:write',
    response: SuppressionResponse,
    status: 201,
    errors: ['suppression_exists'],
  })
  async add(@CurrentActor() actor: Actor, @Body() body: AddSuppressionBody): Promise<SuppressionResponse> {
    return SuppressionResponse.from(await this.suppressions.add(actor.scope, body, actor));
  }

  @Delete(':id')
  @Endpoint({
    summary: 'Let an address be written to again',
    description:
      "Needs the permission `suppressions:write`. The lead's own refusal, if there was one, stands.",
    access: 'suppressions:write',
    errors: ['suppression_not_found'],
  })
  async remove(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<void> {
    await this.suppressions.remove(actor.scope, id, actor);
  }
}
