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
}

/** Both days included. */
export interface SnapshotRange {
  from?: string;
  to?: string;
}
