/** The way of a lead to a sale, in order; `brickwork_stage` in SQL gives each its number. */
export const OPEN_STAGES = ['NEW', 'CONTACTED', 'QUALIFIED', 'PROPOSAL', 'NEGOTIATION'] as const;
export type OpenStage = (typeof OPEN_STAGES)[number];
export const FUNNEL_STAGES = [...OPEN_STAGES, 'WON'] as const;
export type FunnelStage = (typeof FUNNEL_STAGES)[number];

export const isOpenStage = (status: string): status is OpenStage =>
  (OPEN_STAGES as readonly string[]).includes(status);
