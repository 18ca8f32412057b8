import { buildMessage, ValidateBy } from 'class-validator';

/** class-validator's own count of decimals fails on numbers that print as an exponent without a point (6e-323). */
const isMoney = (value: unknown): boolean =>
  typeof value === 'number' && Number.isFinite(value) && Number(value.toFixed(2)) === value;

/** An amount in whole units of its currency with two decimals at most. */
export function IsMoney(): PropertyDecorator {
  const defaultMessage = buildMessage((each) => `${each}$property must be an amount with at most 2 decimals`);
  // Clients know the rule by this name's code (libs/platform/http/validation.ts).
  return ValidateBy({ name: 'isNumber', validator: { validate: isMoney, defaultMessage } });
}
