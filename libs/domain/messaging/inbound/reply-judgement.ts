import { classifyReply, type ReplyClass } from '../opt-out';
import type { InboundPost } from './inbound-post';

/** Beyond that a mail is a letter: words in it that sound like an opt-out are for a person to judge. */
const shortMail = 300;

/** Where a mail client put what is being answered: quoted lines, "On … wrote:", Outlook's header block, "Original Message". */
const quoteStart = /^(?:>|-{2,}\s*original message|_{10,}$|on .{5,200} wrote:$|from: .+@|sent from my )/i;

/** What the person wrote themselves: everything before the first quoted line. */
export function ownWords(body: string): string {
  const lines = body.split(/\r?\n/);
  const end = lines.findIndex((line) => quoteStart.test(line.trim()));
  return lines
    .slice(0, end === -1 ? lines.length : end)
    .join('\n')
    .trim();
}

/**
 * What a reply asks for. Twilio's own judgement (Advanced Opt-Out) stands; a program's mail asks for nothing; mail is judged by
 * its own words and by a subject that says nothing but "unsubscribe".
 */
export function judgeReply(post: InboundPost, { optedOut }: { optedOut: boolean }): ReplyClass {
  if (post.optOutType) {
    return { kind: post.optOutType.toLowerCase() as 'stop' | 'start' | 'help', rule: 'twilio_opt_out_type' };
  }
  if (post.automatic) return { kind: 'none', rule: 'automatic' };
  if (post.channel === 'SMS') return classifyReply(post.body, { optedOut });
  if (/^\s*(?:re:\s*)?unsubscribe\W*$/i.test(post.subject ?? '')) return { kind: 'stop', rule: 'subject' };
  const words = ownWords(post.body);
  const judged = classifyReply(words, { optedOut });
  return judged.kind === 'stop' && words.length > shortMail
    ? { kind: 'ambiguous', rule: judged.rule }
    : judged;
}

/** HELP and INFO as a whole message: Twilio answers these itself, and a second answer would be one too many. */
export function answeredByTwilio(post: InboundPost): boolean {
  return post.optOutType !== null || /^\W*(?:help|info)\W*$/i.test(post.body);
}
