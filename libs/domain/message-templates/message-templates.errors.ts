import { conflict, DomainError, notFound, type ErrorDetail } from '@platform/errors';
import type { TemplateHolder } from './message-template';

export const templateNotFound = () => notFound('template');
export const templateVersionNotFound = () => notFound('template_version');

/** Mistakes of the author, each with its field; `position` is an offset in UTF-16 code units. */
export const templateInvalid = (errors: ErrorDetail[]) =>
  new DomainError('invalid', 'template_invalid', 'The content of the template cannot be used.', { errors });

export const templateInactive = () =>
  conflict('template_inactive', 'The template is switched off: nothing new is made with it.');

export const versionConflict = (version: number) =>
  new DomainError(
    'conflict',
    'template_version_conflict',
    'Somebody has changed the template in the meantime: read it again.',
    { version },
  );

export const templateInUse = (usedBy: TemplateHolder[]) =>
  new DomainError(
    'conflict',
    'template_in_use',
    `The template is used by ${usedBy.map(({ kind, name }) => `the ${kind} “${name}”`).join(', ')}. Take it out there, or switch it off.`,
    { usedBy },
  );
