/** How mail programs know a mail and what it belongs to (RFC 5322, 3.6.4); ids without angle brackets. */
export interface MailThreading {
  messageId: string;
  inReplyTo: string | null;
  /** The first mail of the conversation first. */
  references: string[];
}

/** What a new mail answers. */
export interface AnsweredMail {
  mailId: string | null;
  references: readonly string[];
}

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const ours = new RegExp(`^(${uuid})\\.(${uuid})@`, 'i');
/** Others' ids go into our headers: printable ASCII, and nothing that could end the header. */
const sound = /^[\x21-\x3b\x3d\x3f-\x7e]{3,250}$/;
/** A header line is 998 characters at most (RFC 5322, 2.1.1). */
const longestReferences = 900;

/** Says which message of which team it is, so that an answer finds its way back whoever writes it. */
export function mailIdOf(messageId: string, teamId: string, fromAddress: string): string {
  return `${messageId}.${teamId}@${fromAddress.slice(fromAddress.lastIndexOf('@') + 1)}`;
}

/** The message of ours behind an id; undefined for mail of others. */
export function readMailId(mailId: string): { messageId: string; teamId: string } | undefined {
  const match = ours.exec(mailId);
  return match ? { messageId: match[1]!.toLowerCase(), teamId: match[2]!.toLowerCase() } : undefined;
}

/** The chain of what is answered and its own id behind it; of a long chain the first and the last ones. */
export function threadingOf(messageId: string, { mailId, references }: AnsweredMail): MailThreading {
  const inReplyTo = mailId && sound.test(mailId) ? mailId : null;
  const chain = [...new Set([...references, ...(inReplyTo ? [inReplyTo] : [])])].filter((id) =>
    sound.test(id),
  );
  const first = chain[0];
  if (first === undefined) return { messageId, inReplyTo, references: [] };
  const last: string[] = [];
  let length = first.length + 2;
  for (const id of chain.slice(1).toReversed()) {
    length += id.length + 3;
    if (length > longestReferences) break;
    last.unshift(id);
  }
  return { messageId, inReplyTo, references: [first, ...last] };
}

/** As header fields. */
export function threadingHeaders({
  messageId,
  inReplyTo,
  references,
}: MailThreading): Record<string, string> {
  return {
    'Message-ID': `<${messageId}>`,
    ...(inReplyTo ? { 'In-Reply-To': `<${inReplyTo}>` } : {}),
    ...(references.length > 0 ? { References: references.map((id) => `<${id}>`).join(' ') } : {}),
  };
}
