import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { HookLinks, OutgoingSecret } from '@domain/workflows';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam } from '@platform/http';
import { ExchangeBody, HookLinkResponse, NewHookResponse, WebhookSecretResponse } from './hooks.dto';

/** What others call a workflow by, and what they know our calls by. Both can be exchanged at once or with an overlap. */
@ApiTags('Workflows')
@Controller()
export class WorkflowSecretsController {
  constructor(
    private readonly links: HookLinks,
    private readonly secrets: OutgoingSecret,
  ) {}

  @Get('workflows/:id/hook')
  @Endpoint({
    summary: 'Whether a workflow has a secret URL, and when it was called',
    description: 'The URL itself was shown when it was made.',
    access: 'workflows:read',
    response: HookLinkResponse,
    errors: ['workflow_not_found', 'hook_not_found'],
  })
  hook(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<HookLinkResponse> {
    return this.links.get(actor.scope, id);
  }

  @Post('workflows/:id/hook')
  @Endpoint({
    summary: 'Make the secret URL that brings leads in, or exchange it for a new one',
    description:
      'Without `overlapMinutes` the URL before is dead at once. With it, both work so long, and `GET` tells whether the old one is still called. Of more than two only the newest work.',
    access: 'workflows:publish',
    response: NewHookResponse,
    status: 201,
    errors: ['workflow_not_found'],
    idempotent: 'secret',
  })
  exchangeHook(
    @CurrentActor() { scope, userId }: Actor,
    @Param() { id }: IdParam,
    @Body() { overlapMinutes }: ExchangeBody,
  ): Promise<NewHookResponse> {
    return this.links.rotate(scope, id, { overlapMinutes, userId });
  }

  @Delete('workflows/:id/hook')
  @Endpoint({
    summary: 'Take the secret URL away: neither it nor the one before brings leads in any more',
    access: 'workflows:publish',
    errors: ['workflow_not_found', 'hook_not_found'],
  })
  removeHook(@CurrentActor() { scope, userId }: Actor, @Param() { id }: IdParam): Promise<void> {
    return this.links.remove(scope, id, { userId });
  }

  @Get('workflow-webhooks/secret')
  @Endpoint({
    summary: 'What receivers check the signatures of our webhooks with (Standard Webhooks)',
    access: 'workflows:publish',
    response: WebhookSecretResponse,
  })
  secret(@CurrentActor() { scope }: Actor): Promise<WebhookSecretResponse> {
    return this.secrets.of(scope);
  }

  @Post('workflow-webhooks/secret/rotate')
  @Endpoint({
    summary: 'Exchange the signing secret of our webhooks',
    description:
      'With `overlapMinutes`, `webhook-signature` holds a signature by each of the two secrets so long; receivers of Standard Webhooks take any that fits. Without, calls and their repetitions are signed by the new one alone.',
    access: 'workflows:publish',
    response: WebhookSecretResponse,
    idempotent: 'secret',
  })
  exchangeSecret(
    @CurrentActor() { scope, userId }: Actor,
    @Body() { overlapMinutes }: ExchangeBody,
  ): Promise<WebhookSecretResponse> {
    return this.secrets.rotate(scope, { overlapMinutes, userId });
  }
}
