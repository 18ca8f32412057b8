import { DomainError, invalidField, notFound } from '@platform/errors';
import { noteLimits } from './note';

export const noteNotFound = (): DomainError => notFound('note');
export const noteNotYours = (): DomainError =>
  new DomainError(
    'forbidden',
    'note_not_yours',
    'Only its author changes a note, or who may change everybody’s.',
  );
export const emptyNote = (): DomainError => invalidField('content', 'required', 'A note says something.');
export const tooManyMentions = (): DomainError =>
  invalidField('content', 'too_many_mentions', `A note mentions ${noteLimits.mentions} people at most.`);
export const strangerMentioned = (): DomainError =>
  invalidField('content', 'mention_unknown', 'Somebody who is mentioned is no member of the team.');
