/** How a team stood at the end of one of its days, and what happened on it. */
export interface Snapshot {
  /** YYYY-MM-DD on the team's clock. */
  date: string;
  totalLeads: number;
  newLeads: number;
  qualifiedLeads: number;
  wonLeads: number;
  totalRevenue: number;
  newRevenue: number;
  activeCampaigns: number;
  emailsSent: number;
  emailsOpened: number;
  /** 0 to 1. */
  conversionRate: number;
  avgLeadScore: number;
  rawData: Record<string, unknown>;
  /** A little after the day; later for one that was missed in an outage and made up for. */
  writtenAt: Date;
}

/** Both days included. */
export interface SnapshotRange {
  from?: string;
  to?: string;
}
