import { until, type ApiClient } from './api-client.ts';
import { bar, ProgressLine, step } from './display.ts';

export interface Figures {
  audience: number;
  pending: number;
  accepted: number;
  delivered: number;
  opened: number;
  clicked: number;
  bounced: number;
  unsubscribed: number;
  replied: number;
  skipped: number;
  skippedReasons: Record<string, number>;
  failed: number;
  uncertain: number;
  cancelled: number;
  segments: number;
}

interface NewCampaign {
  name: string;
  type: 'EMAIL' | 'SMS';
  subject?: string;
  previewText?: string;
  body: string;
}

/** Creates a campaign for every lead, launches it and watches it go out. Answers its id. */
export async function runCampaign(api: ApiClient, campaign: NewCampaign): Promise<string> {
  step(`${campaign.type === 'EMAIL' ? 'An email' : 'A text'} campaign goes out: ${campaign.name}`);
  const { id } = await api.post<{ id: string }>('/api/campaigns', { ...campaign, audience: { filter: {} } });
  await api.post(`/api/campaigns/${id}/launch`);
  const line = new ProgressLine();
  await until(`campaign ${campaign.name}`, 25_000, async () => {
    const { status } = await api.get<{ status: string }>(`/api/campaigns/${id}`);
    const stats = await api.get<Figures>(`/api/campaigns/${id}/stats`);
    line.show(
      `${bar(stats.audience - stats.pending, stats.audience)}  ${stats.accepted} sent, ${stats.delivered} delivered, ${stats.opened} opened`,
    );
    if (status === 'CANCELLED') throw new Error(`campaign ${campaign.name} was cancelled`);
    return status === 'COMPLETED';
  });
  line.end();
  return id;
}
