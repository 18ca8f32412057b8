import { MalformedWebhookError, type InboundFile } from '@integrations/email';

export interface MultipartFile extends InboundFile {
  /** A view into the body, no copy. */
  content: Buffer;
}

export interface MultipartForm {
  /** Bytes as they came: each field may have a charset of its own, which only its neighbours tell. */
  fields: Record<string, Buffer>;
  files: MultipartFile[];
}

const mostParts = 1_000;
const lineEnd = Buffer.from('\r\n');
const headEnd = Buffer.from('\r\n\r\n');

/**
 * Splits a multipart/form-data body (RFC 7578) without decoding it.
 * @throws MalformedWebhookError
 */
export function readMultipart(body: Buffer, contentType: string | undefined): MultipartForm {
  const boundary = /^multipart\/form-data\s*;.*?boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(
    contentType ?? '',
  );
  if (!boundary) throw new MalformedWebhookError('not multipart/form-data');
  const delimiter = Buffer.from(`--${boundary[1] ?? boundary[2]}`);
  const form: MultipartForm = { fields: Object.create(null) as Record<string, Buffer>, files: [] };
  let parts = 0;
  let start = body.indexOf(delimiter);
  while (start !== -1) {
    start += delimiter.length;
    if (body.subarray(start, start + 2).toString('latin1') === '--') return form;
    const end = body.indexOf(Buffer.concat([lineEnd, delimiter]), start);
    if (end === -1) break;
    if ((parts += 1) > mostParts) throw new MalformedWebhookError('too many parts');
    readPart(body.subarray(body.indexOf(lineEnd, start) + 2, end), form);
    start = end + 2;
  }
  throw new MalformedWebhookError('the form ends before its last boundary');
}

function readPart(part: Buffer, form: MultipartForm): void {
  // A part without any header begins with its empty line.
  const split = part.indexOf(headEnd);
  if (split === -1) throw new MalformedWebhookError('a part without a header');
  const head = part.subarray(0, split).toString('utf8');
  const content = part.subarray(split + headEnd.length);
  const disposition = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(head)?.[1] ?? '';
  const name = parameter(disposition, 'name');
  if (name === undefined) throw new MalformedWebhookError('a part without a name');
  const filename = parameter(disposition, 'filename');
  if (filename === undefined) {
    form.fields[name] ??= content;
    return;
  }
  const type = /^content-type:\s*([^\r\n;]+)/im.exec(head)?.[1]?.trim();
  form.files.push({ field: name, filename, contentType: type, bytes: content.length, content });
}

function parameter(disposition: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|;)\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]*))`, 'i').exec(
    disposition,
  );
  return match?.[1]?.replace(/\\(.)/g, '$1') ?? match?.[2];
}
