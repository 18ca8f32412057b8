/** Bytes and files kept of one message; SendGrid posts 30 MB at most, Twilio's media are 5 MB at most. */
export const attachmentLimits = { files: 20, bytes: 20 * 1024 * 1024 } as const;

export const ATTACHMENT_STATES = ['waiting', 'stored', 'refused'] as const;
export type AttachmentState = (typeof ATTACHMENT_STATES)[number];

/** A file that came with a message. */
export interface Attachment {
  id: string;
  name: string;
  /** As the sender says; nothing is shown by it. */
  contentType: string;
  /** In bytes; 0 while it is not known. */
  size: number;
  /** Of a picture inside the HTML (`cid:`). */
  contentId: string | null;
  state: AttachmentState;
  /** Why it was not kept: too_large, too_many, gone, foreign_address. */
  reason: string | null;
}

export interface WaitingAttachment extends Attachment {
  /** Where its bytes are: `upload:<digest>:<position>`, or an address of the provider. */
  sourceUrl: string | null;
}

export type NewAttachment = Omit<WaitingAttachment, 'id' | 'state'>;

/** A stranger's name for a file, as it may stand in a header and on a disk. */
export function safeName(name: string, fallback: string): string {
  const base = name.split(/[/\\]/).at(-1) ?? '';
  const clean = base
    .replaceAll(/[\p{C}"<>:|?*]+/gu, '_')
    .trim()
    .slice(0, 150);
  return /^\.*$/.test(clean) ? fallback : clean;
}

/** `type/subtype` without parameters; anything else is only bytes. */
export function safeType(type: string): string {
  const bare = type.split(';')[0]!.trim().toLowerCase();
  return /^[a-z0-9][\w.+-]{0,60}\/[a-z0-9][\w.+-]{0,80}$/.test(bare) ? bare : 'application/octet-stream';
}

/** RFC 6266: the name in ASCII for old programs, and as it is. */
export function contentDisposition(name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]/g, '_').replaceAll(/["\\]/g, '_');
  const exact = encodeURIComponent(name).replaceAll(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}
