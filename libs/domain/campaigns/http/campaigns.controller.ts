import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CampaignsService } from '@domain/campaigns';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam, mapPage } from '@platform/http';
import { CampaignPage, CampaignResponse, ListCampaignsQuery } from './campaign.dto';
import { CreateCampaignBody, UpdateCampaignBody } from './campaign-input.dto';

const contentErrors = [
  '400:template_invalid',
  'template_not_found',
  'template_version_not_found',
  'lead_not_found',
  'tag_not_found',
  'user_not_found',
  'segment_not_found',
];

@ApiTags('Campaigns')
@Controller('campaigns')
export class CampaignsController {
  constructor(private readonly campaigns: CampaignsService) {}

  @Get()
  @Endpoint({ summary: 'List campaigns', access: 'campaigns:read', response: CampaignPage })
  list(
    @CurrentActor() actor: Actor,
    @Query() { limit, cursor, ...filter }: ListCampaignsQuery,
  ): Promise<CampaignPage> {
    return this.campaigns
      .list(actor.scope, filter, { limit, cursor })
      .then((page) => mapPage(page, CampaignResponse.from));
  }

  @Post()
  @Endpoint({
    summary: 'Create a campaign',
    access: 'campaigns:write',
    response: CampaignResponse,
    status: 201,
    errors: contentErrors,
  })
  create(@CurrentActor() actor: Actor, @Body() body: CreateCampaignBody): Promise<CampaignResponse> {
    return this.campaigns.create(actor.scope, actor.userId, body).then(CampaignResponse.from);
  }

  @Get(':id')
  @Endpoint({
    summary: 'Get a campaign',
    access: 'campaigns:read',
    response: CampaignResponse,
    errors: ['campaign_not_found'],
  })
  get(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<CampaignResponse> {
    return this.campaigns.get(actor.scope, id).then(CampaignResponse.from);
  }

  @Put(':id')
  @Endpoint({
    summary: 'Change a draft or scheduled campaign',
    access: 'campaigns:write',
    response: CampaignResponse,
    errors: ['campaign_not_found', 'campaign_not_editable', 'campaign_incomplete', ...contentErrors],
  })
  update(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: UpdateCampaignBody,
  ): Promise<CampaignResponse> {
    return this.campaigns.update(actor.scope, actor.userId, id, body).then(CampaignResponse.from);
  }

  @Delete(':id')
  @Endpoint({
    summary: 'Delete a campaign that is not being sent',
    access: 'campaigns:delete',
    errors: ['campaign_not_found', 'campaign_not_deletable'],
  })
  remove(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<void> {
    return this.campaigns.remove(actor.scope, actor.userId, id);
  }

  @Post(':id/duplicate')
  @Endpoint({
    summary: 'Copy a campaign into a new draft',
    access: 'campaigns:write',
    response: CampaignResponse,
    status: 201,
    errors: ['campaign_not_found'],
  })
  duplicate(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<CampaignResponse> {
    return this.campaigns.duplicate(actor.scope, actor.userId, id).then(CampaignResponse.from);
  }
}
