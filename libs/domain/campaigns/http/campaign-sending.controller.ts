import { Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CampaignControlService, CampaignLaunchService, CampaignStatsService } from '@domain/campaigns';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam } from '@platform/http';
import { CampaignResponse } from './campaign.dto';
import { CampaignStatsResponse } from './campaign-stats.dto';

const errors = ['campaign_not_found', 'campaign_illegal_transition'];

@ApiTags('Campaigns')
@Controller('campaigns/:id')
export class CampaignSendingController {
  constructor(
    private readonly launches: CampaignLaunchService,
    private readonly control: CampaignControlService,
    private readonly stats: CampaignStatsService,
  ) {}

  @Post('launch')
  @Endpoint({
    summary: 'Launch a campaign, at once or for its planned time',
    access: 'campaigns:send',
    response: CampaignResponse,
    errors: [
      ...errors,
      'campaign_incomplete',
      'campaign_schedule_passed',
      'postal_address_missing',
      'audience_empty',
      '422:segment_too_slow',
    ],
  })
  launch(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<CampaignResponse> {
    return this.launches.launch(actor.scope, actor.userId, id).then(CampaignResponse.from);
  }

  @Post('pause')
  @Endpoint({
    summary: 'Pause sending; at most one batch per worker lane still goes out',
    access: 'campaigns:send',
    response: CampaignResponse,
    errors,
  })
  pause(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<CampaignResponse> {
    return this.control.pause(actor.scope, actor.userId, id).then(CampaignResponse.from);
  }

  @Post('resume')
  @Endpoint({ summary: 'Go on sending', access: 'campaigns:send', response: CampaignResponse, errors })
  resume(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<CampaignResponse> {
    return this.control.resume(actor.scope, actor.userId, id).then(CampaignResponse.from);
  }

  @Post('cancel')
  @Endpoint({ summary: 'Stop for good', access: 'campaigns:send', response: CampaignResponse, errors })
  cancel(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<CampaignResponse> {
    return this.control.cancel(actor.scope, actor.userId, id).then(CampaignResponse.from);
  }

  @Get('stats')
  @Endpoint({
    summary: 'Figures of a campaign, in total and per variant',
    access: 'campaigns:read',
    response: CampaignStatsResponse,
    errors: ['campaign_not_found'],
  })
  figures(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<CampaignStatsResponse> {
    return this.stats.get(actor.scope, id);
  }
}
