import { applyDecorators } from '@nestjs/common';
import { buildMessage, MaxLength, MinLength, ValidateBy, type ValidationOptions } from 'class-validator';

/** What Postgres cannot store: NUL, and halves of surrogate pairs (as text and inside jsonb). */
export function isStorableText(value: string): boolean {
  return !value.includes('\0') && value.isWellFormed();
}

const storable = (oneLine: boolean, options?: ValidationOptions) =>
  ValidateBy({
    name: oneLine ? 'line' : 'text',
    validator: {
      validate: (value): boolean =>
        typeof value === 'string' && isStorableText(value) && !(oneLine && /\p{Cc}/u.test(value)),
      defaultMessage: buildMessage(() =>
        oneLine
          ? '$property must be text without line breaks or control characters'
          : '$property must be text',
      ),
    },
  });

/** A text of one line: no line breaks, no control characters, so that it can stand in a header or a subject. */
export function IsLine(maxLength: number, minLength = 1, options?: ValidationOptions): PropertyDecorator {
  return applyDecorators(
    MinLength(minLength, options),
    MaxLength(maxLength, options),
    storable(true, options),
  );
}

/** A text of any number of lines. */
export function IsText(maxLength: number): PropertyDecorator {
  return applyDecorators(MaxLength(maxLength), storable(false));
}
