import { conflict, DomainError, notFound } from '@platform/errors';

export const mergeNotFound = () => notFound('lead_merge');

export const mergeUndone = () => conflict('merge_undone', 'This merge has been undone already.');

export const mergeExpired = () =>
  conflict('merge_expired', 'A merge can be undone for 30 days; what it would take is no longer kept.');

/** The survivor is gone, deleted or merged itself: of two merges the later is undone first. */
export const survivorGone = () =>
  conflict(
    'merge_survivor_gone',
    'The lead that took the other in is gone. Undo its own merge first, if it was merged.',
  );

/** 409: a lead that came later has an address that the undone lead would have again. */
export function mergeAddressTaken(field: 'email' | 'phone'): DomainError {
  const message = `Another lead has the ${field === 'email' ? 'email address' : 'phone number'} of the lead that would come back.`;
  return new DomainError('conflict', 'merge_address_taken', message, {
    errors: [{ field, code: 'merge_address_taken', message }],
  });
}
