import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { DomainError, type ErrorDetail } from '@platform/errors';

/** class-validator's names of rules → the codes that clients may rely on. Others are turned into snake case. */
const codes: Record<string, string> = {
  whitelistValidation: 'unknown_property',
  isDefined: 'required',
  isNotEmpty: 'required',
  isString: 'not_text',
  isInt: 'not_an_integer',
  isNumber: 'not_a_number',
  isBoolean: 'not_a_boolean',
  isArray: 'not_a_list',
  isObject: 'not_an_object',
  nestedValidation: 'not_an_object',
  isUuid: 'not_an_id',
  isEmail: 'not_an_email',
  isDateString: 'not_a_date',
  isDate: 'not_a_date',
  isIso8601: 'not_a_date',
  isUrl: 'not_a_url',
  isEnum: 'not_allowed',
  isIn: 'not_allowed',
  matches: 'wrong_format',
  minLength: 'too_short',
  maxLength: 'too_long',
  isLength: 'wrong_length',
  min: 'too_small',
  max: 'too_large',
  arrayMinSize: 'too_few',
  arrayNotEmpty: 'too_few',
  arrayMaxSize: 'too_many',
  arrayUnique: 'not_unique',
};

/** An answer lists at most that many errors: a hostile body must not be answered with a bigger one. */
const maxErrors = 50;

function codeOf(rule: string, error: ValidationError): string {
  if (rule !== 'whitelistValidation' && error.value === undefined) return 'required';
  return (
    codes[rule] ??
    rule
      .replace(/^is(?=[A-Z])/, 'not')
      .replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
      .replace(/^_/, '')
  );
}

/** A number for a text is no text; that it is also not short enough helps nobody. One rule is told per property. */
const tellFirst = [
  /^whitelistValidation$/,
  /^is(Defined|NotEmpty)$/,
  /^is(String|Int|Number|Boolean|Array|Object)$|^nestedValidation$/,
  /^is/,
];

function mostTelling(constraints: Record<string, string>): [string, string] | undefined {
  const rank = (rule: string) => tellFirst.findIndex((rules) => rules.test(rule)) >>> 0;
  return Object.entries(constraints).sort(([a], [b]) => rank(a) - rank(b))[0];
}

function* details(errors: ValidationError[], parent = ''): Generator<ErrorDetail> {
  for (const error of errors) {
    // A list in place of an object makes errors of no property.
    const name = ((error.property as string | undefined) ?? 'body').slice(0, 100);
    const field = parent && /^\d+$/.test(name) ? `${parent}[${name}]` : parent ? `${parent}.${name}` : name;
    const broken = mostTelling(error.constraints ?? {});
    if (broken) yield { field, code: codeOf(broken[0], error), message: broken[1].slice(0, 200) };
    if (error.children) yield* details(error.children, field);
  }
}

/** The error of a request whose body, query or path does not fit its class: one entry per property, with its path. */
export function validationFailed(errors: ValidationError[]): DomainError {
  return new DomainError(
    'invalid',
    'validation_failed',
    'The request has properties that are missing, unknown or wrong.',
    {
      errors: details(errors).take(maxErrors).toArray(),
    },
  );
}

/** Unknown properties are refused, never dropped in silence; values become instances of their DTO class. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    exceptionFactory: validationFailed,
    validationError: { target: false },
  });
}
