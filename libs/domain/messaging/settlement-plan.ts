import type { CallResult } from './send-calls';
import type { AcceptedMessage } from './settlement.repository';

/** Tries that really reached for the provider, before a message fails: 5 s doubling to 15 min, some 20 minutes in all. */
export const mostAttempts = 8;
const firstPauseMs = 5_000;
const longestPauseMs = 15 * 60_000;

/** Reasons of our own for not calling: they say nothing about the provider and cost no try. */
const noTry = new Set(['circuit_open', 'out_of_time', 'stopping']);

/** Messages that go back to be sent later. */
export interface Back {
  ids: string[];
  pauseMs: number;
  attempts: number;
  /** The whole team must wait, not only these messages. */
  teamWaits: boolean;
}

export interface Failure {
  id: string;
  code: string;
  detail: string;
  effect: 'suppress' | 'invalid_number' | 'landline' | 'none' | 'account';
}

export interface SettlementPlan {
  accepted: AcceptedMessage[];
  uncertain: { ids: string[]; code: string; detail: string }[];
  failed: Failure[];
  back: Back[];
  /** Refused together: each part is tried by itself, down to the one that is at fault. */
  parts: string[][];
  /** The provider refuses the account; its messages are in `back`. */
  account: { code: string; detail: string } | null;
  /** The provider wants no call for the team, by whichever worker, for so long; 0: it did not say so. */
  holdMs: number;
}

/**
 * What the answers of a chunk's calls mean for its messages. Pure.
 * @param now this machine's clock, in ms: the same that the moments in the answers were made by.
 */
export function planSettlement(results: CallResult[], attempts: number, now: number): SettlementPlan {
  const plan: SettlementPlan = {
    accepted: [],
    uncertain: [],
    failed: [],
    back: [],
    parts: [],
    account: null,
    holdMs: 0,
  };
  const back = new Map<string, Back>();
  const giveBack = (ids: string[], entry: Omit<Back, 'ids'>): void => {
    const key = `${entry.attempts}:${entry.teamWaits}`;
    const group = back.get(key) ?? { ...entry, ids: [] };
    group.ids.push(...ids);
    group.pauseMs = Math.max(group.pauseMs, entry.pauseMs);
    back.set(key, group);
  };
  for (const { messageIds: ids, outcome } of results) {
    switch (outcome.kind) {
      case 'accepted': {
        const segments = 'segments' in outcome ? outcome.segments : null;
        for (const id of ids) plan.accepted.push({ id, providerId: outcome.providerId, segments });
        break;
      }
      case 'unknown':
        plan.uncertain.push({ ids, code: outcome.code, detail: outcome.detail });
        break;
      case 'rate_limited': {
        const pauseMs = pauseUntil(outcome.retryAt, now);
        plan.holdMs = Math.max(plan.holdMs, pauseMs);
        giveBack(ids, { pauseMs, attempts, teamWaits: true });
        break;
      }
      case 'not_sent': {
        const { code, detail, retryAt } = outcome;
        const tries = noTry.has(code) ? attempts : attempts + 1;
        if (tries >= mostAttempts) {
          for (const id of ids) plan.failed.push({ id, code, detail, effect: 'none' });
          break;
        }
        const pauseMs = retryAt ? pauseUntil(retryAt, now) : retryPause(code, tries);
        giveBack(ids, { pauseMs, attempts: tries, teamWaits: retryAt !== undefined });
        break;
      }
      case 'rejected':
        if (outcome.scope === 'account') {
          plan.account = { code: outcome.code, detail: outcome.detail };
          giveBack(ids, { pauseMs: retryPause('', attempts + 1), attempts: attempts + 1, teamWaits: true });
        } else if (ids.length > 1) plan.parts.push(...divide(ids, outcome.index));
        else {
          const effect = 'effect' in outcome ? outcome.effect : 'none';
          plan.failed.push({ id: ids[0]!, code: outcome.code, detail: outcome.detail, effect });
        }
        break;
    }
  }
  plan.back = [...back.values()];
  return plan;
}

function retryPause(code: string, tries: number): number {
  return noTry.has(code) ? 0 : Math.min(firstPauseMs * 2 ** (tries - 1), longestPauseMs);
}

function pauseUntil(retryAt: Date, now: number): number {
  return Math.max(0, retryAt.getTime() - now);
}

/** The one the provider named and the others, or two halves. */
function divide(ids: string[], index: number | undefined): string[][] {
  const named = index === undefined ? undefined : ids[index];
  if (named !== undefined) return [[named], ids.filter((id) => id !== named)];
  const middle = Math.ceil(ids.length / 2);
  return [ids.slice(0, middle), ids.slice(middle)];
}
