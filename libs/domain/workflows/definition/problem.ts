/** A mistake of the author. `path` is a JSON pointer (RFC 6901) into the definition; codes only ever grow. */
export interface Problem {
  path: string;
  code: string;
  message: string;
}

/** Bounds that the schema and the checks share. */
export const DEFINITION_LIMITS = {
  /** Of the definition as JSON. */
  bytes: 256 * 1024,
  /** The same with the texts of its templates. */
  filledBytes: 2 * 1024 * 1024,
  nodes: 200,
  conditionDepth: 6,
  listLength: 100,
  line: 200,
  smsBody: 1_600,
  emailBody: 200_000,
  arms: 10,
  waitDays: 730,
} as const;
