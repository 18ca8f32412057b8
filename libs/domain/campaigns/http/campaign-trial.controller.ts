import { Body, Controller, Param, Post, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CampaignAudienceService, CampaignPreviewService, CampaignTestService } from '@domain/campaigns';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam } from '@platform/http';
import { AudienceCount, CountAudienceBody } from './campaign-audience.dto';
import {
  CampaignPreviewResponse,
  CampaignTestResponse,
  PreviewCampaignBody,
  TestCampaignBody,
} from './campaign-preview.dto';
import { TestSendLimitGuard } from './test-send-limit.guard';

/** What an author looks at before a launch. */
@ApiTags('Campaigns')
@Controller('campaigns')
export class CampaignTrialController {
  constructor(
    private readonly audience: CampaignAudienceService,
    private readonly previews: CampaignPreviewService,
    private readonly tests: CampaignTestService,
  ) {}

  @Post('audience/count')
  @Endpoint({
    summary: 'Count an audience',
    access: 'campaigns:read',
    response: AudienceCount,
    errors: [
      'lead_not_found',
      'tag_not_found',
      'user_not_found',
      'segment_not_found',
      '422:segment_too_slow',
    ],
    idempotent: false,
  })
  count(@CurrentActor() actor: Actor, @Body() { audience }: CountAudienceBody): Promise<AudienceCount> {
    return this.audience.count(actor.scope, audience);
  }

  @Post(':id/preview')
  @Endpoint({
    summary: 'Show a campaign as one lead, or a sample lead, would see it',
    access: 'campaigns:read',
    response: CampaignPreviewResponse,
    errors: ['campaign_not_found', 'lead_not_found'],
    idempotent: false,
  })
  preview(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() { leadId }: PreviewCampaignBody,
  ): Promise<CampaignPreviewResponse> {
    return this.previews.show(actor.scope, id, leadId).then((previews) => ({ previews }));
  }

  @Post(':id/test')
  @UseGuards(TestSendLimitGuard)
  @Endpoint({
    summary: 'Send a campaign to yourself or up to five addresses, with sample values',
    description: 'Needs the permission `campaigns:send`. At most 20 times an hour.',
    access: 'campaigns:send',
    response: CampaignTestResponse,
    status: 202,
    errors: ['campaign_not_found', 'campaign_incomplete', 'variant_not_found'],
  })
  test(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: TestCampaignBody,
  ): Promise<CampaignTestResponse> {
    return this.tests.send(actor.scope, actor.userId, id, body).then((messages) => ({ messages }));
  }
}
