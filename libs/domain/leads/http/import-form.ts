import '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { importLimits, type ImportOptions, type LeadUploads, type Upload } from '@domain/leads';
import type { TenantScope } from '@platform/database';
import { DomainError, invalidField } from '@platform/errors';
import { validationPipe } from '@platform/http';
import { ImportFormFields } from './lead-imports.dto';

export interface ImportForm {
  upload: Upload;
  options: ImportOptions;
}

/** One byte more than may be, so that a file that is too long is not taken for one that just fits. */
const limits = { files: 1, fileSize: importLimits.fileBytes + 1, fields: 5, fieldSize: 64 * 1024, parts: 10 };
const fields = validationPipe();

/**
 * Reads the upload form. The file is stored while it arrives; one whose form is refused is not kept.
 * @throws DomainError unsupported/unsupported_media_type, too_large/file_too_large, invalid, and those of LeadUploads.take
 */
export async function readImportForm(
  request: FastifyRequest,
  scope: TenantScope,
  uploads: LeadUploads,
): Promise<ImportForm> {
  if (!request.isMultipart()) {
    throw new DomainError('unsupported', 'unsupported_media_type', 'This route takes multipart/form-data.');
  }
  const given = new Map<string, unknown>();
  let upload: Upload | undefined;
  try {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'field') given.set(part.fieldname, part.value);
      else if (part.fieldname !== 'file' || upload)
        throw invalidField('file', 'unexpected_file', 'One file, named "file".');
      else upload = await uploads.take(scope, fileName(part.filename), part.file);
    }
    if (!upload) throw invalidField('file', 'required', 'The form has no file.');
    const plain = Object.fromEntries(given);
    const options = (await fields.transform(plain, {
      type: 'body',
      metatype: ImportFormFields,
    })) as ImportFormFields;
    return { upload, options };
  } catch (error) {
    if (upload) await uploads.discard(scope, upload.fileId);
    throw error;
  }
}

/** For people to recognise their file by: the last part, without control characters. */
function fileName(raw: string): string {
  const name = raw.split(/[\\/]/).at(-1) ?? '';
  return name.replace(/\p{Cc}/gu, '').slice(0, 200) || 'leads.csv';
}
