import sharp from 'sharp';
import { DomainError } from '@platform/errors';

/** Pixels of a picture that is opened at all: more is a bomb, not a photo. */
const mostPixels = 50_000_000;
/** Decoded at once; each may take some hundred megabytes and a thread that file and DNS work share. */
const maxRunning = 2;
const maxWaiting = 10;

// libvips opens SVG, PDF, TIFF and dozens more; none but these is ever handed to a decoder.
const readers = { Jpeg: 'jpeg', Png: 'png', Webp: 'webp', Nsgif: 'gif' };
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: Object.keys(readers).map((reader) => `VipsForeignLoad${reader}`) });
sharp.cache(false);
sharp.concurrency(1);

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Draws a picture anew: JPEG, PNG, WebP or GIF in (the first frame), WebP of `edge` × `edge` pixels out, cropped to the middle and
 * turned as the camera says. Nothing of the file itself is left: no metadata (where it was taken), no trailing bytes, no script.
 * @throws DomainError unprocessable/picture_unreadable · unavailable/too_busy_with_pictures
 */
export async function redrawSquare(bytes: Buffer, edge: number): Promise<Buffer> {
  if (!looksLikePicture(bytes)) throw unreadable();
  return inTurn(async () => {
    try {
      return await sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error', animated: false })
        .rotate()
        .resize(edge, edge, { fit: 'cover' })
        .webp({ quality: 85 })
        .toBuffer();
    } catch (cause) {
      throw unreadable(cause);
    }
  });
}

/** By the first bytes; what a browser calls the file is worth nothing. */
function looksLikePicture(bytes: Buffer): boolean {
  const head = bytes.subarray(0, 12).toString('latin1');
  return (
    head.startsWith('\xff\xd8\xff') ||
    head.startsWith('\x89PNG\r\n\x1a\n') ||
    /^RIFF....WEBP/s.test(head) ||
    /^GIF8[79]a/.test(head)
  );
}

function unreadable(cause?: unknown): DomainError {
  const error = new DomainError(
    'unprocessable',
    'picture_unreadable',
    'This is no picture that can be read: JPEG, PNG, WebP or GIF, of at most 50 million pixels.',
  );
  return cause === undefined ? error : Object.assign(error, { cause });
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= maxRunning) {
    if (waiting.length >= maxWaiting) {
      const message = 'Too many pictures arrive just now.';
      throw new DomainError('unavailable', 'too_busy_with_pictures', message, { retryAfterSeconds: 2 });
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}
