import type { Touch } from './dry-run.repository';
import type { Replay } from './replay.types';
import type { SimulatedMessage, SimulatedRun } from './simulation.types';

const FOUR_HOURS = 4 * 3_600_000;
const shown = 20;

export interface ReplayedRun {
  leadId: string;
  run: SimulatedRun;
}

/** The figures of simulated runs, up to `to`. `touches`: what the leads really got in the period. */
export function replayFigures(
  runs: readonly ReplayedRun[],
  touches: readonly Touch[],
  to: Date,
): Pick<Replay, 'runs' | 'messages' | 'doubleTouches' | 'examples'> {
  const messages = runs.flatMap(({ run }) => run.messages);
  const sent = messages.filter((message) => hasLeft(message, to));
  const count = (state: SimulatedRun['state']) => runs.filter(({ run }) => run.state === state).length;
  const firstVerdicts = messages.map(({ forecast }) => forecast.verdicts[0]!.verdict);
  return {
    runs: {
      total: runs.length,
      leads: new Set(runs.map(({ leadId }) => leadId)).size,
      completed: count('completed'),
      exited: count('exited'),
      waiting: count('waiting'),
      cut_off: count('cut_off'),
    },
    messages: {
      planned: messages.length,
      sent: sent.length,
      EMAIL: sent.filter(({ channel }) => channel === 'EMAIL').length,
      SMS: sent.filter(({ channel }) => channel === 'SMS').length,
      held: byReason(firstVerdicts.filter(({ action }) => action === 'hold')),
      skipped: byReason(
        messages.map(({ forecast }) => forecast).filter(({ outcome }) => outcome === 'skips'),
      ),
      withdrawn: messages.filter(({ withdrawn }) => withdrawn).length,
    },
    doubleTouches: doubleTouches(runs, touches, to),
    examples: runs.slice(0, shown).map(({ leadId, run }) => ({
      ...{ leadId, startAt: run.startAt, endAt: run.endAt, state: run.state, reason: run.reason },
      messages: run.messages.filter((message) => hasLeft(message, to)).length,
    })),
  };
}

const hasLeft = ({ forecast, withdrawn }: SimulatedMessage, to: Date): boolean =>
  !withdrawn && forecast.at !== null && forecast.at <= to;

function byReason(stopped: readonly { reason: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason } of stopped) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

/** Neighbours in the time line of a lead that are closer than four hours, one of them at least of these runs. */
function doubleTouches(runs: readonly ReplayedRun[], touches: readonly Touch[], to: Date): number {
  const byLead = new Map<string, { at: number; ours: boolean }[]>();
  const add = (leadId: string, at: Date, ours: boolean) =>
    byLead.set(leadId, [...(byLead.get(leadId) ?? []), { at: at.getTime(), ours }]);
  for (const { leadId, run } of runs)
    for (const message of run.messages) if (hasLeft(message, to)) add(leadId, message.forecast.at!, true);
  const meant = new Set(byLead.keys());
  for (const { leadId, at } of touches) if (meant.has(leadId) && at <= to) add(leadId, at, false);
  let pairs = 0;
  for (const line of byLead.values()) {
    line.sort((a, b) => a.at - b.at);
    for (const [index, touch] of line.entries()) {
      const before = line[index - 1];
      if (before && touch.at - before.at < FOUR_HOURS && (touch.ours || before.ours)) pairs += 1;
    }
  }
  return pairs;
}
