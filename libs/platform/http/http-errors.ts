import { HttpException } from '@nestjs/common';
import { DomainError, type ErrorKind } from '@platform/errors';

/** Fastify's and its plugins' error codes → ours. */
const known: Record<string, [ErrorKind, string, string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['too_large', 'body_too_large', 'The body is larger than this route takes.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'unsupported',
    'unsupported_media_type',
    'The body is of a media type this route does not take.',
  ],
  FST_ERR_CTP_EMPTY_TYPE: ['unsupported', 'unsupported_media_type', 'The body has no media type.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: [
    'invalid',
    'invalid_json',
    'The body is empty although it is said to be JSON.',
  ],
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid', 'invalid_json', 'The body is not valid JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'invalid',
    'invalid_content_length',
    'The body is not as long as it was said to be.',
  ],
  FST_ERR_BAD_URL: ['invalid', 'invalid_url', 'The path is not a valid URL.'],
  FST_ERR_MAX_PARAM_LENGTH: ['not_found', 'route_not_found', 'There is nothing at this address.'],
  FST_INVALID_MULTIPART_CONTENT_TYPE: [
    'unsupported',
    'unsupported_media_type',
    'This route takes multipart/form-data.',
  ],
  FST_REQ_FILE_TOO_LARGE: ['too_large', 'file_too_large', 'The file is larger than this route takes.'],
  FST_PARTS_LIMIT: ['too_large', 'too_many_parts', 'The form has too many parts.'],
  FST_FILES_LIMIT: ['too_large', 'too_many_files', 'The form has too many files.'],
  FST_FIELDS_LIMIT: ['too_large', 'too_many_fields', 'The form has too many fields.'],
  FST_PROTO_VIOLATION: ['invalid', 'invalid_form', 'The form has a field of a forbidden name.'],
};

const byStatus: Record<number, [ErrorKind, string, string]> = {
  400: ['invalid', 'bad_request', 'The request cannot be understood.'],
  401: ['unauthenticated', 'unauthenticated', 'This needs a signed-in user or an API key.'],
  403: ['forbidden', 'forbidden', 'This is not allowed.'],
  404: ['not_found', 'route_not_found', 'There is nothing at this address.'],
  405: ['not_found', 'route_not_found', 'There is nothing at this address.'],
  413: ['too_large', 'body_too_large', 'The body is larger than this route takes.'],
  414: ['not_found', 'route_not_found', 'There is nothing at this address.'],
  415: ['unsupported', 'unsupported_media_type', 'The body is of a media type this route does not take.'],
  429: ['rate_limited', 'rate_limited', 'Too many requests.'],
  503: ['unavailable', 'unavailable', 'The service is not available just now.'],
};

/** busboy's errors have neither class nor code. */
const brokenForms = /^Multipart: Boundary not found$|unexpected end of multipart data$/i;

export const isBrokenForm = ({ message }: Error): boolean => brokenForms.test(message);

/** What an error of the framework means to a caller; undefined for one that is our own fault. */
export function problemOfHttpError(error: Error): DomainError | undefined {
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  const status = error instanceof HttpException ? error.getStatus() : (statusCode ?? 500);
  const meaning =
    (code !== undefined && known[code]) || byStatus[status] || (status < 500 ? byStatus[400] : undefined);
  return meaning && new DomainError(meaning[0], meaning[1], meaning[2]);
}
