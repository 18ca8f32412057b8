import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsDate } from 'class-validator';

/** RFC 3339 with a zone, or a plain date, which is midnight UTC. A time without a zone is nobody's time. */
const instant = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** Reads an instant; undefined when the text is none. */
export function parseInstant(text: string): Date | undefined {
  const date = instant.test(text) && isDay(text.slice(0, 10)) ? new Date(text) : undefined;
  return date && !Number.isNaN(date.getTime()) ? date : undefined;
}

/** JavaScript takes 30 February for 2 March. */
function isDay(text: string): boolean {
  const day = new Date(text);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** A property that is written as text (RFC 3339 with a zone, or a date) and read as `Date`. */
export function IsInstant(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? (parseInstant(value) ?? value) : value,
    ),
    IsDate({ message: '$property must be an instant such as 2026-03-01T09:00:00Z, or a date' }),
  );
}

/** An instant with its offset. A bare date is refused: midnight UTC is hardly ever what was meant. */
export function IsMoment(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && value.includes('T') ? (parseInstant(value) ?? value) : value,
    ),
    IsDate({ message: '$property must be a time with its offset, such as 2027-03-01T09:00:00-06:00' }),
  );
}
