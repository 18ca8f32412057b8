import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { DomainError } from '@platform/errors';
import type { JobDefinition, PayloadClass } from './define-job';

/**
 * Reads a payload by its class, on both ends of the queue. Unknown properties are refused when enqueueing; on the worker they may
 * come from a newer producer during a deployment and are dropped.
 */
export function parsePayload<P extends object>(
  { name, payload }: Pick<JobDefinition<P>, 'name' | 'payload'>,
  value: unknown,
  end: 'producer' | 'worker',
): P {
  const instance = plainToInstance(payload as PayloadClass<P>, value ?? {});
  const problems = validateSync(instance, { whitelist: true, forbidNonWhitelisted: end === 'producer' });
  if (problems.length > 0) {
    const what = problems.map(
      (problem) => `${problem.property}: ${Object.values(problem.constraints ?? {}).join(', ')}`,
    );
    throw new DomainError('invalid', 'job_payload_invalid', `payload of ${name}: ${what.join('; ')}`);
  }
  return instance;
}
