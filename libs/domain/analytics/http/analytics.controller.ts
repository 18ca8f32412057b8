import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  LeadReports,
  OutreachReports,
  OverviewReports,
  SalesReports,
  TeamPerformance,
} from '@domain/analytics';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint } from '@platform/http';
import { LeadAnalyticsResponse, SourcesResponse } from './leads.dto';
import { CampaignAnalyticsResponse } from './outreach.dto';
import { OverviewResponse } from './overview.dto';
import { AnalyticsQuery } from './period.dto';
import {
  ConversionResponse,
  ForecastResponse,
  FunnelResponse,
  PipelineResponse,
  RevenueResponse,
} from './sales.dto';
import { TeamPerformanceResponse } from './team-performance.dto';

const access = 'analytics:read';
const seen =
  'Counts the leads that the caller may see. Of days on the clock of the team, compared with the period before. Kept for up to five minutes, and counted anew at once when leads, tasks, appointments, campaigns or members change.';

@ApiTags('Analytics')
@Controller('analytics')
export class AnalyticsController {
  constructor(
    private readonly overviews: OverviewReports,
    private readonly sales: SalesReports,
    private readonly leadReports: LeadReports,
    private readonly outreach: OutreachReports,
    private readonly team: TeamPerformance,
  ) {}

  @Get('overview')
  @Endpoint({
    summary: 'Get the figures of the dashboard',
    description: seen,
    access,
    response: OverviewResponse,
  })
  overview(@CurrentActor() { scope }: Actor, @Query() asked: AnalyticsQuery): Promise<OverviewResponse> {
    return this.overviews.get(scope, asked);
  }

  @Get('revenue')
  @Endpoint({
    summary: 'Get revenue over time',
    description: `A lead is won when its status became WON (the last time); its revenue is its value. ${seen}`,
    access,
    response: RevenueResponse,
  })
  revenue(@CurrentActor() { scope }: Actor, @Query() asked: AnalyticsQuery): Promise<RevenueResponse> {
    return this.sales.revenue(scope, asked);
  }

  @Get('conversion')
  @Endpoint({ summary: 'Get conversion rates', description: seen, access, response: ConversionResponse })
  conversion(@CurrentActor() { scope }: Actor, @Query() asked: AnalyticsQuery): Promise<ConversionResponse> {
    return this.sales.conversion(scope, asked);
  }

  @Get('pipeline')
  @Endpoint({
    summary: 'Get the open leads by stage, with their value',
    description: `Stages are as they stand now; the days asked for are those of the history. ${seen}`,
    access,
    response: PipelineResponse,
  })
  pipeline(@CurrentActor() { scope }: Actor, @Query() asked: AnalyticsQuery): Promise<PipelineResponse> {
    return this.sales.pipeline(scope, asked);
  }

  @Get('sources')
  @Endpoint({
    summary: 'Get leads by where they came from, and what became of them',
    description: seen,
    access,
    response: SourcesResponse,
  })
  sources(@CurrentActor() { scope }: Actor, @Query() asked: AnalyticsQuery): Promise<SourcesResponse> {
    return this.leadReports.sources(scope, asked);
  }

  @Get('leads')
  @Endpoint({
    summary: 'Get the leads created in a period and how they stand',
    description: seen,
    access,
    response: LeadAnalyticsResponse,
  })
  leads(@CurrentActor() { scope }: Actor, @Query() asked: AnalyticsQuery): Promise<LeadAnalyticsResponse> {
    return this.leadReports.leads(scope, asked);
  }

  @Get('campaigns')
  @Endpoint({
    summary: 'Get what was sent to leads and what became of it',
    description:
      'Of the messages that providers took in the period: delivered, opened, clicked, replied to since. Of the whole team for everybody. Kept for up to five minutes.',
    access,
    response: CampaignAnalyticsResponse,
  })
  campaigns(
    @CurrentActor() { scope }: Actor,
    @Query() asked: AnalyticsQuery,
  ): Promise<CampaignAnalyticsResponse> {
    return this.outreach.campaigns(scope, asked);
  }

  @Get('conversion-funnel')
  @Endpoint({
    summary: 'Get how far the leads created in a period have come',
    description: seen,
    access,
    response: FunnelResponse,
  })
  funnel(@CurrentActor() { scope }: Actor, @Query() asked: AnalyticsQuery): Promise<FunnelResponse> {
    return this.sales.funnel(scope, asked);
  }

  @Get('revenue-forecast')
  @Endpoint({
    summary: 'Get what the open leads may bring',
    description:
      'The value of the open leads of each stage × the share won of the leads that had come at least that far and were closed in the last two years. Leads that came closed are left out. The range holds 8 of 10 outcomes if leads are independent of each other. With fewer than 50 outcomes, or fewer than ten of either kind, `status` is `not_enough_data` and no number is told.',
    access,
    response: ForecastResponse,
  })
  forecast(@CurrentActor() { scope }: Actor): Promise<ForecastResponse> {
    return this.sales.forecast(scope);
  }

  @Get('team-performance')
  @Endpoint({
    summary: 'Get how everyone in the team performs',
    description: `Members without the permission \`analytics:team\` get their own row. ${seen}`,
    access,
    response: TeamPerformanceResponse,
  })
  performance(
    @CurrentActor() actor: Actor,
    @Query() asked: AnalyticsQuery,
  ): Promise<TeamPerformanceResponse> {
    return this.team.get(actor, asked);
  }
}
