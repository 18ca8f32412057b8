import { chanceOf } from '../seeded-chance';
import type { MailEventName, MailMixName } from '../sandbox-settings';

/** `blocked` is a bounce of type blocked. */
export type ScriptedEvent = MailEventName | 'blocked';

const forced = new Map<string, readonly ScriptedEvent[]>([
  ['bounce', ['processed', 'bounce']],
  ['blocked', ['processed', 'blocked']],
  ['dropped', ['dropped']],
  ['deferred', ['processed', 'deferred', 'delivered']],
  ['delivered', ['processed', 'delivered']],
  ['open', ['processed', 'delivered', 'open']],
  ['click', ['processed', 'delivered', 'open', 'click']],
  ['unsubscribe', ['processed', 'delivered', 'open', 'unsubscribe']],
  ['spam', ['processed', 'delivered', 'spamreport']],
]);

/**
 * What happens to a mail to this address. `bounce@…`, `click+7@…`, `spam12@…` and the like get what their name says; others
 * what the mix gives them for this seed.
 */
export function mailOutcome(
  address: string,
  identity: string,
  mix: Record<MailMixName, number>,
  seed: number,
): readonly ScriptedEvent[] {
  const name = /^([a-z]+)(?:[+._-].*|\d*)@/i.exec(address)?.[1]?.toLowerCase();
  const script = name === undefined ? undefined : forced.get(name);
  if (script) return script;
  const chance = (salt: number) => chanceOf(seed, identity, salt);
  const fate = chance(0);
  if (fate < mix.dropped) return forced.get('dropped') ?? [];
  const events: ScriptedEvent[] = ['processed'];
  if (chance(1) < mix.deferred) events.push('deferred');
  if (fate < mix.dropped + mix.bounce) return [...events, 'bounce'];
  if (fate < mix.dropped + mix.bounce + mix.blocked) return [...events, 'blocked'];
  events.push('delivered');
  const clicks = chance(2) < mix.click;
  if (clicks || chance(3) < mix.open) events.push('open');
  if (clicks) events.push('click');
  if (chance(4) < mix.unsubscribe) events.push('unsubscribe');
  if (chance(5) < mix.spamreport) events.push('spamreport');
  return events;
}
