import { ownWords } from '@domain/messaging';
import { inboxLimits, type ThreadChannel } from './thread';

/** How a message begins, on one line; of a mail without what it quotes. */
export function excerptOf(channel: ThreadChannel, text: string): string {
  const words = channel === 'EMAIL' ? ownWords(text) : text;
  return words.replaceAll(/\s+/g, ' ').trim().slice(0, inboxLimits.excerpt).toWellFormed();
}
