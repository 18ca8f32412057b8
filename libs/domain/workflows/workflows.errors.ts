import { conflict, DomainError, notFound, type ErrorDetail } from '@platform/errors';
import type { Problem } from './definition/problem';

export const workflowNotFound = () => notFound('workflow');
export const versionNotFound = () => notFound('workflow_version');

const details = (problems: Problem[]): ErrorDetail[] =>
  problems.map(({ path, code, message }) => ({ field: path, code, message }));

/** `field` of each error is a JSON pointer into the definition. */
export const workflowIncomplete = (problems: Problem[]) =>
  new DomainError('conflict', 'workflow_incomplete', 'The draft cannot be used yet.', {
    errors: details(problems),
  });

export const draftConflict = (revision: number) =>
  new DomainError(
    'conflict',
    'workflow_draft_conflict',
    'Somebody has changed the draft in the meantime: read it again.',
    { revision },
  );

export const workflowUnchanged = () =>
  conflict('workflow_unchanged', 'The draft is what is published already.');

export const workflowNotPublished = () =>
  conflict('workflow_not_published', 'A workflow is published before leads may enter.');

export const mappingInvalid = (problems: Problem[]) =>
  new DomainError('invalid', 'validation_failed', problems[0]?.message ?? 'The mapping is wrong.', {
    errors: details(problems),
  });

export const draftTooLarge = (bytes: number) =>
  new DomainError('too_large', 'workflow_too_large', `A definition may have ${bytes} bytes as JSON.`);
