import { LIMITED, NEGATED, type ReplyRule, STOP } from './opt-out-rules';
import { STOP_SPANISH } from './opt-out-rules-spanish';
import { bareClause, plainReply } from './reply-text';
import { DECLINE_CLAUSE, DECLINE_REPLY, UNCLEAR } from './unclear-rules';

export interface ReplyContext {
  /** Whether this number has opted out: only then does YES ask for messages again. */
  optedOut: boolean;
}

export interface ReplyClass {
  /** `ambiguous` may be an opt-out: marketing waits for a person to decide. */
  kind: 'stop' | 'start' | 'help' | 'ambiguous' | 'none';
  /** The stable name of the rule that decided. */
  rule: string;
}

/** The words carriers and Twilio act upon, as a whole message in any case; the last line is Spanish. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  `stop|stopall|stop all|unsubscribe|cancel|end|quit|revoke|opt out
|alto|parar|pare|paren|basta|ya basta|detener|baja|cancelar`.split(/\n?\|/),
);
/** With a courtesy around them these may speak of an appointment: "cancel please". */
const WORKADAY_WORDS: ReadonlySet<string> = new Set(['cancel', 'end', 'revoke', 'cancelar', 'baja']);
/** Also clear as one part of a longer reply: "Not interested, stop". */
const STOP_CLAUSE =
  /^(?:(?:make (?:it|this) )?stop(?: all| stop| these)*|unsubscribe(?: all| me)?|opt out|remove(?: me)?|discontinue|cease|basta)$/;
/** Clear as a whole reply, or said last: "stop it" begins a joke as well. */
const STOP_REPLY =
  /^(?:no (?:more|mas)(?: no more)*|never again|(?:stop|end) (?:it|this|that)|turn (?:it|this) off)$/;
const START_WORDS =
  /^(?:start|unstop|resubscribe(?: me)?|opt(?: me)?(?: back)? in|sign me (?:back )?up(?: again)?|subscribe me again|start (?:texting|messaging|sending)(?: me| us)?(?: texts| messages)? again)$/;
const HELP_WORDS = /^(?:help(?: me)?|info|information|ayuda)$/;
const YES = /^(?:yes|yes please|si|si por favor)$/;

/**
 * What a reply asks for. Keywords count as a whole message; plain language counts by a small set of named rules, English and
 * Spanish (47 CFR 64.1200(a)(10): revocation by any reasonable means). Never throws; reads at most 1,600 characters.
 */
export function classifyReply(text: string, { optedOut }: ReplyContext): ReplyClass {
  const plain = plainReply(text);
  if (plain === '') return { kind: 'none', rule: 'no_words' };
  return keyword(plain, optedOut) ?? sentence(plain) ?? { kind: 'none', rule: 'no_rule' };
}

function keyword(plain: string, optedOut: boolean): ReplyClass | null {
  if (STOP_WORDS.has(plain)) return { kind: 'stop', rule: 'keyword' };
  if (optedOut && YES.test(plain)) return { kind: 'start', rule: 'yes_after_opt_out' };
  const bare = bareClause(plain.replaceAll(' . ', ' '));
  if (WORKADAY_WORDS.has(bare)) return { kind: 'ambiguous', rule: 'keyword_in_courtesy' };
  if (STOP_WORDS.has(bare)) return { kind: 'stop', rule: 'keyword' };
  if (START_WORDS.test(bare)) return { kind: 'start', rule: 'keyword' };
  return HELP_WORDS.test(bare) ? { kind: 'help', rule: 'keyword' } : null;
}

function sentence(plain: string): ReplyClass | null {
  const meant = plain.replace(NEGATED, ' ').replace(/\s+/g, ' ').trim();
  const clauses = meant.split(' . ').map(bareClause);
  if (clauses.some((clause) => STOP_CLAUSE.test(clause))) return { kind: 'stop', rule: 'stop_clause' };
  if (STOP_REPLY.test(clauses.join(' ')) || STOP_REPLY.test(clauses.at(-1) ?? ''))
    return { kind: 'stop', rule: 'stop_reply' };
  const limited = firstOf(LIMITED, meant);
  if (limited) return { kind: 'ambiguous', rule: limited };
  const stop = firstOf(STOP, meant) ?? firstOf(STOP_SPANISH, meant);
  if (stop) return { kind: 'stop', rule: stop };
  const whole = meant.replaceAll(' . ', ' ');
  const declines =
    clauses.some((clause) => DECLINE_CLAUSE.test(clause)) ||
    DECLINE_REPLY.test(whole) ||
    DECLINE_REPLY.test(whole.replace(/ thanks?(?: you)?$/, ''));
  if (declines) return { kind: 'ambiguous', rule: 'decline' };
  const unclear = firstOf(UNCLEAR, meant);
  return unclear ? { kind: 'ambiguous', rule: unclear } : null;
}

function firstOf(rules: readonly ReplyRule[], plain: string): string | null {
  return rules.find(({ pattern, unless }) => pattern.test(plain) && !unless?.test(plain))?.rule ?? null;
}
