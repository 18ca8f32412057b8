import { applyDecorators } from '@nestjs/common';
import { buildMessage, MaxLength, MinLength, ValidateBy, type ValidationOptions } from 'class-validator';

/** What Postgres cannot store: NUL, and halves of surrogate pairs (as text and inside jsonb). */
export function isStorableText(value: string): boolean {
  return !value.includes('\0') && value.isWellFormed();
}

const isLine = (value: unknown): boolean =>
  typeof value === 'string' && isStorableText(value) && !/\p{Cc}/u.test(value);
const isText = (value: unknown): boolean => typeof value === 'string' && isStorableText(value);

function storable(name: 'line' | 'text', options?: ValidationOptions): PropertyDecorator {
  const what = name === 'line' ? 'text without line breaks or control characters' : 'text';
  const defaultMessage = buildMessage((each) => `${each}$property must be ${what}`, options);
  return ValidateBy(
    { name, validator: { validate: name === 'line' ? isLine : isText, defaultMessage } },
    options,
  );
}

/** A text of one line: no line breaks, no control characters, so that it can stand in a header or a subject. */
export function IsLine(maxLength: number, minLength = 1, options?: ValidationOptions): PropertyDecorator {
  const lengths = [MinLength(minLength, options), MaxLength(maxLength, options)];
  return applyDecorators(...lengths, storable('line', options));
}

/** A text of any number of lines. */
export function IsText(maxLength: number): PropertyDecorator {
  return applyDecorators(MaxLength(maxLength), storable('text'));
}
