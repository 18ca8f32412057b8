import { Injectable } from '@nestjs/common';
import type { SqlTx, TenantScope } from '@platform/database';
import { compared, comparedRate, type Compared, type ComparedRate } from './compared';
import { addedUp, ofChannel, outreachOf, type Outreach } from './message-figures';
import { MessageTalliesRepository } from './message-tallies.repository';
import { MessageTallies } from './message-tallies.service';
import type { Asked, Periods } from './period';
import { PeriodReports, viewOf, type PeriodReport, type SpanView } from './period-reports.service';

const mostCampaigns = 50;

export interface OutreachCompared {
  emails: Compared;
  texts: Compared;
  delivered: Compared;
  openRate: ComparedRate;
  clickRate: ComparedRate;
  replyRate: ComparedRate;
}

export interface CampaignOutreach extends Outreach {
  id: string;
  name: string;
  type: string;
  status: string;
}

export interface OutreachBucket extends SpanView {
  emails: number;
  texts: number;
  opened: number;
  clicked: number;
  replied: number;
}

export interface CampaignAnalytics {
  compared: OutreachCompared;
  /** Everything that was sent to leads, whatever sent it. */
  total: Outreach;
  email: Outreach;
  sms: Outreach;
  /** Those that sent most, of the campaigns that sent anything in the period. */
  campaigns: CampaignOutreach[];
  buckets: OutreachBucket[];
}

/** What was sent to leads and what became of it. Of the whole team for everybody: it names no lead. */
@Injectable()
export class OutreachReports {
  constructor(
    private readonly reports: PeriodReports,
    private readonly tallies: MessageTallies,
    private readonly repository: MessageTalliesRepository,
  ) {}

  /** @throws DomainError invalid (from, to, range, bucket) */
  async campaigns(scope: TenantScope, asked: Asked): Promise<PeriodReport<CampaignAnalytics>> {
    return this.reports.of(scope.wholeTeam, 'campaigns', asked, async (tx, periods) => {
      const { compared: figures, channels } = await this.comparedIn(tx, periods);
      const byBucket = await this.repository.byBucket(tx, periods.current);
      const email = addedUp(ofChannel(channels, 'EMAIL'));
      const campaigns = await this.repository.byCampaign(tx, periods.current, mostCampaigns);
      return {
        compared: figures,
        total: outreachOf(addedUp(channels), email),
        email: outreachOf(email, email),
        sms: outreachOf(addedUp(ofChannel(channels, 'SMS')), addedUp([])),
        campaigns: campaigns.map(({ id, name, type, status, ...tally }) => ({
          ...{ id, name, type, status },
          ...outreachOf(tally, addedUp(type === 'EMAIL' ? [tally] : [])),
        })),
        buckets: periods.current.buckets.map((bucket, index) => {
          const rows = byBucket.filter((row) => row.bucket === index);
          const { opened, clicked, replied } = addedUp(rows);
          const sentBy = (wanted: string) => addedUp(ofChannel(rows, wanted)).sent;
          return {
            ...viewOf(bucket),
            emails: sentBy('EMAIL'),
            texts: sentBy('SMS'),
            opened,
            clicked,
            replied,
          };
        }),
      };
    });
  }

  /** Both periods, counted within `tx`, which sees the whole team. */
  async comparedIn(tx: SqlTx, { current, previous }: Periods) {
    const start = previous.start < current.start ? previous.start : current.start;
    await this.tallies.settle(tx, { start, end: current.end });
    const channels = await this.repository.totals(tx, current);
    const before = await this.repository.totals(tx, previous);
    const now = outreachOf(addedUp(channels), addedUp(ofChannel(channels, 'EMAIL')));
    const then = outreachOf(addedUp(before), addedUp(ofChannel(before, 'EMAIL')));
    const sent = (wanted: string) =>
      compared(addedUp(ofChannel(channels, wanted)).sent, addedUp(ofChannel(before, wanted)).sent);
    const figures: OutreachCompared = {
      emails: sent('EMAIL'),
      texts: sent('SMS'),
      delivered: compared(now.delivered, then.delivered),
      openRate: comparedRate(now.openRate, then.openRate),
      clickRate: comparedRate(now.clickRate, then.clickRate),
      replyRate: comparedRate(now.replyRate, then.replyRate),
    };
    return { compared: figures, channels };
  }
}
