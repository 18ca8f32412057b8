import { Transform } from 'class-transformer';

export const trimmed = () =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));

/** A name stands in mails: one line. */
export const oneLine = /^[^\p{Cc}\p{Zl}\p{Zp}]*$/u;
