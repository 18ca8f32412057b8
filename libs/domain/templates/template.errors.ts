/** Stable codes an author's mistake is reported with. */
export type TemplateErrorCode =
  | 'not_a_string'
  | 'too_large'
  | 'too_many_tags'
  | 'unclosed_tag'
  | 'bad_tag'
  | 'unknown_field'
  | 'unknown_filter'
  | 'bad_filter_argument'
  | 'unbalanced_block'
  | 'too_deep'
  | 'unsafe_position';

/** A template that cannot be used; `position` is the offset in the source, in UTF-16 code units. */
export class TemplateError extends Error {
  constructor(
    readonly code: TemplateErrorCode,
    readonly position: number,
    message: string,
  ) {
    super(message);
    this.name = 'TemplateError';
  }
}
