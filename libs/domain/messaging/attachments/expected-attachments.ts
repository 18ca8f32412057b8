import type { InboundAttachment } from '@integrations/email';
import type { InboundPost } from '../inbound/inbound-post';
import { attachmentLimits, safeName, safeType, type NewAttachment } from './attachment';

interface Media {
  url: string;
  contentType: string;
}

/** The files that a post speaks of, and where their bytes are. */
export function attachmentsOf({ channel, metadata, upload }: InboundPost): NewAttachment[] {
  const { attachments = [], media = [] } = metadata as { attachments?: InboundAttachment[]; media?: Media[] };
  if (channel === 'SMS') return media.slice(0, attachmentLimits.files).map(mediaFile);
  return attachments.map(({ filename, contentType, bytes, contentId }, position) => {
    const reason = refusalOf(bytes, position, upload);
    return {
      name: safeName(filename, `attachment-${position + 1}`),
      contentType: safeType(contentType),
      size: bytes,
      contentId: contentId?.replace(/^<|>$/g, '').slice(0, 250) ?? null,
      reason,
      sourceUrl: reason ? null : `upload:${upload}:${position}`,
    };
  });
}

/** The bytes of a post that are kept at all. */
export function isKept(bytes: number, position: number): boolean {
  return refusalOf(bytes, position, 'kept') === null;
}

function refusalOf(bytes: number, position: number, upload: string | undefined): string | null {
  if (position >= attachmentLimits.files) return 'too_many';
  if (bytes > attachmentLimits.bytes) return 'too_large';
  // Taken in before files were kept.
  return upload ? null : 'gone';
}

function mediaFile({ url, contentType }: Media, position: number): NewAttachment {
  const type = safeType(contentType);
  const ending = /^(?:image|video|audio)\/([a-z0-9]{2,5})$/.exec(type)?.[1] ?? 'bin';
  return {
    name: `media-${position + 1}.${ending === 'jpeg' ? 'jpg' : ending}`,
    ...{ contentType: type, size: 0, contentId: null, reason: null, sourceUrl: url },
  };
}
