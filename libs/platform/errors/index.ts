export { DomainError, conflict, invalidField, notFound } from './domain-error';
export type { ErrorDetail, ErrorKind } from './domain-error';
