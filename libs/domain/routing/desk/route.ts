export const ROUTE_STATES = ['waiting', 'offered', 'assigned', 'pool', 'by_hand'] as const;
export type RouteState = (typeof ROUTE_STATES)[number];

/** Where a lead stands on its way to somebody. */
export interface Route {
  leadId: string;
  state: RouteState;
  revision: number;
  ruleId: string | null;
  position: number | null;
  step: number;
  userId: string | null;
  /** When the offer ends, or the wait for working hours. */
  expiresAt: Date | null;
  updatedAt: Date;
}

export const DECISION_KINDS = [
  ...['assigned', 'offered', 'waiting', 'pool'],
  ...['claimed', 'by_hand', 'left_alone', 'breached', 'kept'],
] as const;

export interface Decision {
  id: string;
  kind: string;
  ruleId: string | null;
  userId: string | null;
  reason: string;
  detail: unknown;
  createdAt: Date;
}

export interface Offer {
  id: string;
  leadId: string;
  userId: string;
  revision: number;
  expiresAt: Date;
}
