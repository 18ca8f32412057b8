export type ReplyWish = 'confirm' | 'new_time' | 'cancel';

/** What surrounds the word without changing it. */
const courtesy =
  /\b(?:please|pls|thanks|thank you|thx|hi|hello|hey|ok|okay|yes|sure|it|this|the|my|our|appointment|showing|appt|por favor|gracias)\b/g;

const words: Readonly<Record<ReplyWish, ReadonlySet<string>>> = {
  confirm: new Set(['c', 'confirm', 'confirmed', 'i confirm', 'confirming', 'confirmo', 'confirmar']),
  new_time: new Set([
    'r',
    'reschedule',
    'can we reschedule',
    'need to reschedule',
    'i need to reschedule',
    'reprogramar',
  ]),
  cancel: new Set(['x', 'cancel', 'cancelar', 'cancel for me']),
};
const yes =
  /^(?:y|yes|yes please|yep|yeah|yup|si|sure|yes i confirm|yes ill be there|ill be there|see you then|see you there)$/;

/**
 * What a reply to a reminder asks for, when it says that and nothing else; null for everything that needs a person. The documented
 * words are C, R and X; "cancel" is understood too, although it is an opt-out word at carriers (see Replies).
 */
export function replyWish(text: string): ReplyWish | null {
  const plain = text
    .slice(0, 200)
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\p{M}'’‘´`]/gu, '')
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim();
  if (yes.test(plain)) return 'confirm';
  const bare = plain.replaceAll(courtesy, ' ').replaceAll(/\s+/g, ' ').trim();
  for (const wish of ['confirm', 'new_time', 'cancel'] as const) if (words[wish].has(bare)) return wish;
  return null;
}
