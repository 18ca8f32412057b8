import { DomainError } from '@platform/errors';

/** 409: another lead of the team has the address. */
export function leadTaken(field: 'email' | 'phone'): DomainError {
  const message = `Another lead of this team has this ${field === 'email' ? 'email address' : 'phone number'}.`;
  const code = `lead_${field}_taken`;
  return new DomainError('conflict', code, message, { errors: [{ field, code, message }] });
}
