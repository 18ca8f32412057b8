import type { ConditionProblem } from '@domain/conditions';
import { conflict, DomainError, notFound } from '@platform/errors';
import type { SegmentUse } from './segment';

export const segmentNotFound = () => notFound('segment');

export const segmentNameTaken = () => conflict('segment_name_taken', 'Another segment has this name.');

/** Mistakes of the author; each `field` is `definition` and a JSON pointer into it. */
export const segmentInvalid = (problems: ConditionProblem[]) =>
  new DomainError('invalid', 'segment_invalid', problems[0]?.message ?? 'The segment is not valid.', {
    errors: problems.map(({ path, code, message }) => ({ field: `definition${path}`, code, message })),
  });

export const segmentInUse = (usedBy: SegmentUse[]) =>
  new DomainError(
    'conflict',
    'segment_in_use',
    `Used by ${usedBy.map(({ kind, name }) => `the ${kind} “${name}”`).join(', ')}.`,
    { usedBy },
  );

export const segmentTooSlow = (seconds: number) =>
  new DomainError(
    'unprocessable',
    'segment_too_slow',
    `Who is in the segment could not be told within ${seconds} seconds. Narrow it by status, source, owner, tag, score or a date first.`,
  );
