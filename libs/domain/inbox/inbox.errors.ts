import { conflict, DomainError, invalidField, notFound } from '@platform/errors';

export const threadNotFound = (): DomainError => notFound('thread');
export const messageNotFound = (): DomainError => notFound('message');
export const nothingReceived = (): DomainError =>
  conflict('thread_nothing_received', 'Nothing came in on this thread, so nothing can be unread.');
export const snoozeInThePast = (): DomainError =>
  invalidField('until', 'not_in_the_future', 'A thread sleeps until a moment that is yet to come.');
export const notSearchable = (): DomainError =>
  invalidField('search', 'not_searchable', 'A search needs at least one letter or digit.');
/** Mail of campaigns to somebody who never answered: there is no conversation it could be taken out of. */
export const notInInbox = (): DomainError =>
  conflict('message_not_in_inbox', 'The message belongs to no conversation of the inbox.');
export const noAddress = (): DomainError =>
  invalidField('leadId', 'no_address', 'The lead has no address on this channel.');
export const subjectMissing = (): DomainError =>
  invalidField('subject', 'required', 'A mail that answers nothing needs a subject.');
export const wrongChannel = (channel: string): DomainError =>
  conflict('thread_channel', `The thread is one of ${channel}.`);
export const alreadyALead = (): DomainError =>
  conflict('thread_has_lead', 'The thread belongs to a lead already.');
export const commentNotFound = (): DomainError => notFound('comment');
export const commentNotYours = (): DomainError =>
  new DomainError(
    'forbidden',
    'comment_not_yours',
    'Only its author deletes a comment, or who may change everybody’s.',
  );
