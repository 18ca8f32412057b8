import { Body, Controller, Headers, Param, Post, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Hooks } from '@domain/workflows';
import { Endpoint } from '@platform/http';
import { HookAnswerResponse } from './hooks.dto';
import { HookLimitGuard } from './hook-limit.guard';

/** The secret URLs of workflows: the token is all the caller needs to know, so nothing else is told to who does not. */
@ApiTags('Webhooks')
@Controller('hooks')
export class HooksController {
  constructor(private readonly hooks: Hooks) {}

  @Post(':token')
  @UseGuards(HookLimitGuard)
  @Endpoint({
    summary: 'Bring a lead into a workflow by its secret URL',
    description:
      'A JSON object. The lead is found, or made, by the property that the workflow names; scalars become facts. A request that is repeated with the same `webhook-id` or `idempotency-key` brings nobody in twice.',
    access: 'public',
    response: HookAnswerResponse,
    errors: ['hook_not_found', 'workflow_not_active'],
    idempotent: false,
    rateLimit: false,
  })
  receive(
    @Param('token') token: string,
    @Body() body: unknown,
    @Headers('webhook-id') webhookId?: string,
    @Headers('idempotency-key') idempotencyKey?: string,
  ): Promise<HookAnswerResponse> {
    return this.hooks.receive(token, body, webhookId ?? idempotencyKey);
  }
}
