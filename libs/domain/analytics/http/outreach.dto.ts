import { ApiProperty } from '@nestjs/swagger';
import type { CampaignAnalytics, CampaignOutreach, Outreach, OutreachBucket } from '@domain/analytics';
import { CAMPAIGN_STATUSES, CAMPAIGN_TYPES } from '@domain/campaigns';
import { OutreachComparedResponse } from './overview.dto';
import { count, PeriodReportResponse, rate, SpanResponse } from './period.dto';

class OutreachResponse implements Outreach {
  @count(12_400, 'Taken by the provider.') sent: number;
  @count(12_100) delivered: number;
  @count(4_300, 'By a person; opens by mail proxies alone are not counted.') opened: number;
  @count(610) clicked: number;
  @count(88) replied: number;
  @count(210) bounced: number;
  @count(31) unsubscribed: number;
  @count(2) complained: number;
  @count(0, 'SMS segments.') segments: number;
  @rate(0.9758, 'Of what was sent.') deliveryRate: number | null;
  @rate(0.0169, 'Of what was sent.') bounceRate: number | null;
  @rate(0.3554, 'Of the emails that were delivered; null for texts.') openRate: number | null;
  @rate(0.0504, 'Of the emails that were delivered; null for texts.') clickRate: number | null;
  @rate(0.0073, 'Of what was delivered.') replyRate: number | null;
  @rate(0.0026) unsubscribeRate: number | null;
}

class CampaignOutreachResponse extends OutreachResponse implements CampaignOutreach {
  @ApiProperty({ format: 'uuid', example: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f' }) id: string;
  @ApiProperty({ example: 'Spring listings' }) name: string;
  @ApiProperty({ enum: CAMPAIGN_TYPES, example: 'EMAIL' }) type: string;
  @ApiProperty({ enum: CAMPAIGN_STATUSES, example: 'COMPLETED' }) status: string;
}

class OutreachBucketResponse extends SpanResponse implements OutreachBucket {
  @count(410) emails: number;
  @count(51) texts: number;
  @count(133, 'Of those sent in the bucket.') opened: number;
  @count(20) clicked: number;
  @count(3) replied: number;
}

export class CampaignAnalyticsResponse extends PeriodReportResponse implements CampaignAnalytics {
  @ApiProperty({ type: OutreachComparedResponse }) compared: OutreachComparedResponse;
  @ApiProperty({
    type: OutreachResponse,
    description: 'Everything sent to leads in the period: campaigns, workflows, reminders, single messages.',
  })
  total: OutreachResponse;
  @ApiProperty({ type: OutreachResponse }) email: OutreachResponse;
  @ApiProperty({ type: OutreachResponse }) sms: OutreachResponse;
  @ApiProperty({
    type: [CampaignOutreachResponse],
    description: 'Campaigns that sent anything in the period, the 50 largest.',
  })
  campaigns: CampaignOutreachResponse[];
  @ApiProperty({ type: [OutreachBucketResponse] }) buckets: OutreachBucketResponse[];
}
