import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiKeys } from '@domain/identity';
import type { Actor } from '@platform/auth';
import { CurrentActor, decodeCursor, Endpoint, IdParam, mapPage, PageQuery } from '@platform/http';
import { ApiKeyPage, ApiKeyResponse, CreateApiKeyRequest, NewApiKeyResponse } from './api-keys.dto';

@ApiTags('API keys')
@Controller('api-keys')
export class ApiKeysController {
  constructor(private readonly apiKeys: ApiKeys) {}

  @Get()
  @Endpoint({ summary: 'List API keys, newest first', access: 'api-keys:read', response: ApiKeyPage })
  async list(@CurrentActor() { scope }: Actor, @Query() { limit, cursor }: PageQuery): Promise<ApiKeyPage> {
    const page = await this.apiKeys.list(scope, limit, decodeCursor(cursor, ['uuid'])?.[0]);
    return mapPage(page, ApiKeyResponse.from);
  }

  @Post()
  @Endpoint({
    summary: 'Make an API key; the answer is the only place that shows it',
    access: 'api-keys:write',
    status: 201,
    response: NewApiKeyResponse,
    idempotent: 'secret',
  })
  create(@CurrentActor() actor: Actor, @Body() body: CreateApiKeyRequest): Promise<NewApiKeyResponse> {
    return this.apiKeys.create(actor, body).then(NewApiKeyResponse.fromNew);
  }

  @Delete(':id')
  @Endpoint({ summary: 'Revoke an API key', access: 'api-keys:write', errors: ['api_key_not_found'] })
  revoke(@CurrentActor() { scope }: Actor, @Param() { id }: IdParam): Promise<void> {
    return this.apiKeys.revoke(scope, id);
  }
}
