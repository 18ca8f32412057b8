import type { Decile, ReliabilityBin } from '../model-figures';

/** With fewer won and lost leads than that no number is told. */
export const minOutcomes = 50;
/** … and none when nearly all ended alike. */
export const minOfEach = 10;

/** A logistic regression: probability = 1 ÷ (1 + e^-(bias + Σ weight × (feature − mean) ÷ deviation)). */
export interface Model {
  bias: number;
  features: { name: string; mean: number; deviation: number; weight: number }[];
}

/** How the model did on a quarter of the outcomes that it had not seen. */
export interface ModelReport {
  trainedOn: number;
  heldOut: number;
  /** Share of the held-out leads for which it happened. */
  baseline: number;
  auc: number | null;
  /** Mean squared error of the probabilities, and that of always saying `baseline`. */
  brier: number;
  baselineBrier: number;
  reliability: ReliabilityBin[];
  deciles: Decile[];
}

export const MODEL_KINDS = ['conversion', 'churn'] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

export interface Factor {
  feature: string;
  about: string;
  /** Of the lead, before scaling. */
  value: number;
  /** Added to the log of the odds, against the average lead. */
  effect: number;
}

export interface Prediction {
  status: 'ready';
  leadId: string;
  outcomes: number;
  trainedAt: Date;
  /** 0 to 1. */
  conversionProbability: number;
  /** conversionProbability × the value of the deal: the lead's own, else the median of those won; null when neither is known. */
  estimatedValue: number | null;
  /** Days from now: the median of won leads that took longer than this one has; null when too few did. */
  timeToConversion: number | null;
  /** Probability that the lead falls silent for 30 days, 0 to 1; null when too few leads have done so to tell. */
  churnRisk: number | null;
  factors: Factor[];
}

/** `not_trained`: there are enough outcomes, and the next training will tell. */
export type PredictionAnswer =
  Prediction | { status: 'not_enough_data' | 'not_trained'; leadId: string; outcomes: number };
