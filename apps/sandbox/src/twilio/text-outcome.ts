import type { TwilioSettings } from '../sandbox-settings';
import { chanceOf } from '../seeded-chance';
import type { TextStatus } from './text';

/** A step in the life of a text: a status that is called back, or an answer of the recipient. */
export type TextStep =
  { status: TextStatus; errorCode: number | null; delayMs: number } | { reply: string; delayMs: number };

/** What happens to a text; numbers with a script get theirs, others what the mix gives them for this seed. */
export function textOutcome(
  to: string,
  identity: string,
  settings: TwilioSettings,
  seed: number,
): TextStep[] {
  const { delaysMs, mix } = settings;
  const script = settings.numbers[to];
  const fate = chanceOf(seed, identity, 0);
  const drawn =
    fate < mix.undelivered ? 'undelivered' : fate < mix.undelivered + mix.failed ? 'failed' : 'delivered';
  const outcome = script?.outcome ?? drawn;
  if (outcome === 'failed') {
    const errorCode = script?.errorCode ?? settings.failedCode;
    return [{ status: 'failed', errorCode, delayMs: delaysMs.delivered }];
  }
  const steps: TextStep[] = [{ status: 'sent', errorCode: null, delayMs: delaysMs.sent }];
  if (outcome === 'undelivered') {
    const errorCode = script?.errorCode ?? settings.undeliveredCode;
    return [...steps, { status: 'undelivered', errorCode, delayMs: delaysMs.delivered }];
  }
  steps.push({ status: 'delivered', errorCode: null, delayMs: delaysMs.delivered });
  for (const reply of script?.replies ?? drawnReplies(identity, settings, seed)) {
    steps.push({ reply, delayMs: delaysMs.reply });
  }
  return steps;
}

function drawnReplies(identity: string, { replies }: TwilioSettings, seed: number): string[] {
  let chance = chanceOf(seed, identity, 1);
  for (const { body, probability } of replies) {
    if (chance < probability) return [body];
    chance -= probability;
  }
  return [];
}
