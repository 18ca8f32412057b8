/** What a prediction may look at: what the lead did, and what it said it needs. Nothing of who it is; see docs/fair-scoring.md. */
export const features = [
  { name: 'opens', about: 'Emails opened in the 90 days before' },
  { name: 'clicks', about: 'Links clicked in the 90 days before' },
  { name: 'replies', about: 'Replies in the 90 days before' },
  { name: 'propertyViews', about: 'Properties viewed or saved in the 90 days before' },
  { name: 'pageViews', about: 'Pages viewed and searches made in the 90 days before' },
  { name: 'requests', about: 'Showings, valuations and forms asked for in the 90 days before' },
  { name: 'appointments', about: 'Appointments booked or kept in the 90 days before' },
  { name: 'withdrawals', about: 'Bounces, opt-outs and missed appointments in the 90 days before' },
  { name: 'daysQuiet', about: 'Days since the lead last did something' },
  { name: 'daysKnown', about: 'Days since the lead became known' },
  { name: 'budgetKnown', about: 'A budget is known' },
  { name: 'budget', about: 'The budget, as a logarithm' },
  { name: 'timelineSoon', about: 'Wants to move within three months' },
  { name: 'preApproved', about: 'Financing is pre-approved' },
] as const;

export interface Example {
  values: readonly number[];
  happened: boolean;
}
