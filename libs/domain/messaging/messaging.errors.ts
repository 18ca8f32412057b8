import { conflict, notFound, type DomainError } from '@platform/errors';

export const messageNotFound = (): DomainError => notFound('message');
export const sourceNotFound = (): DomainError => notFound('message_source');

/** A source that is finished or cancelled cannot be paused or resumed. */
export const sourceNotOpen = (state: string): DomainError =>
  conflict('message_source_not_open', `This sending is ${state} and cannot be changed any more.`);
