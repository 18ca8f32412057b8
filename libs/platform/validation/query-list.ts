import { Transform } from 'class-transformer';

/** A query parameter that may be repeated or comma-separated: `?tag=a&tag=b`, `?tag=a,b`. */
export function QueryList(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => {
    if (value === undefined) return undefined;
    const texts = Array.isArray(value) ? value : [value];
    return texts.flatMap((text) => (typeof text === 'string' ? text.split(',') : [text as unknown]));
  });
}

/** A query parameter that is a number; anything else is left as it is for the rules to refuse. */
export function QueryNumber(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value,
  );
}
