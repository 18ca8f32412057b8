import { conflict, invalidField, notFound, type DomainError } from '@platform/errors';

export const taskNotFound = (): DomainError => notFound('task');
export const taskCompletedAlready = (): DomainError =>
  conflict('task_completed', 'A completed task is not changed; take it up again first.');
export const taskCancelled = (wanted: string): DomainError =>
  conflict('task_cancelled', `A cancelled task cannot be ${wanted}.`);
export const taskOpenAlready = (): DomainError =>
  conflict('task_open_already', 'Another task about the same matter is open.');
export const required = (field: string, message: string): DomainError =>
  invalidField(field, 'required', message);
