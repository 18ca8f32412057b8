import type { Condition } from '@domain/conditions';
import type { HoursRule } from '../choice/candidate';

export const STRATEGIES = ['round_robin', 'first_to_claim'] as const;
export type Strategy = (typeof STRATEGIES)[number];

export const FALLBACK_TARGETS = ['next_rule', 'group', 'user', 'managers', 'owner', 'pool'] as const;
export type FallbackTarget = (typeof FALLBACK_TARGETS)[number];

/** Whom a lead goes to when those before have not taken it. */
export interface Fallback {
  to: FallbackTarget;
  groupId?: string;
  userId?: string;
  /** Of a group. Default: round_robin. */
  strategy?: Strategy;
  /** Of an offer to a group. Default: as long as the rule's. */
  offerMinutes?: number;
}

export interface RuleInput {
  name: string;
  enabled: boolean;
  /** A condition over leads, in the words of segments. */
  condition: Condition;
  strategy: Strategy;
  userIds: string[];
  groupIds: string[];
  hours: HoursRule;
  offerMinutes: number;
  fallbacks: Fallback[];
  slaMinutes: number | null;
  slaReassign: boolean;
}

export interface Rule extends RuleInput {
  id: string;
  /** Rules are asked in this order; there may be gaps. */
  position: number;
  createdAt: Date;
  updatedAt: Date;
}

/** As a caller states it: the condition is not looked at yet, and what is left out has its default. */
export type NewRule = Pick<RuleInput, 'name' | 'strategy'> &
  Partial<Omit<RuleInput, 'condition' | 'name' | 'strategy'>> & { condition: object };
export type RuleChanges = Partial<Omit<RuleInput, 'condition'>> & { condition?: object };

export interface Group {
  id: string;
  name: string;
  userIds: string[];
  createdAt: Date;
  updatedAt: Date;
}

export const ROUTING_LIMITS = {
  rules: 100,
  groups: 100,
  name: 100,
  people: 500,
  groupsOfRule: 20,
  fallbacks: 10,
  /** Two weeks. */
  minutes: 20_160,
  spans: 21,
} as const;
