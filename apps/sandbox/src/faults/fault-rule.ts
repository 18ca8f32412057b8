const faultKinds = [
  'latency',
  'status',
  'refuse_address',
  'reset_before',
  'reset_after',
  'late',
  'timeout_no_accept',
] as const;
type FaultKind = (typeof faultKinds)[number];
export type FaultProvider = 'sendgrid' | 'twilio';

/** A rule as it is posted. Without probability, everyNth or count it meets every matching request. */
export interface FaultRule {
  provider: FaultProvider;
  /**
   * latency: wait, then go on; status: answer `status` and accept nothing; refuse_address: 400 for the whole request because
   * of the matched address; reset_before / reset_after: socket reset without / with acceptance; late: accepted after `ms`
   * whether or not the client still waits; timeout_no_accept: no answer, no acceptance.
   */
  kind: FaultKind;
  /** For latency and late. */
  ms?: number;
  /** Added to `ms`: uniform between 0 and this. */
  jitterMs?: number;
  status?: 401 | 403 | 429 | 500 | 503;
  /** For 429, default 1. */
  resetAfterSeconds?: number;
  /** For 429: once met, the account stays refused until the announced reset. */
  holdUntilReset?: boolean;
  probability?: number;
  everyNth?: number;
  /** At most so many times. */
  count?: number;
  /** The first so many matching requests go through. */
  skip?: number;
  match?: {
    /** API key, account SID or API key SID. */
    account?: string;
    /** Address or number; `*` stands for any characters. */
    address?: string;
  };
}

const number = (minimum: number, maximum: number) => ({ type: 'number', minimum, maximum });

export const faultRuleSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['provider', 'kind'],
  properties: {
    provider: { enum: ['sendgrid', 'twilio'] },
    kind: { enum: faultKinds },
    ms: number(0, 3_600_000),
    jitterMs: number(0, 3_600_000),
    status: { enum: [401, 403, 429, 500, 503] },
    resetAfterSeconds: number(0, 86_400),
    holdUntilReset: { type: 'boolean' },
    probability: number(0, 1),
    everyNth: { type: 'integer', minimum: 1 },
    count: { type: 'integer', minimum: 1 },
    skip: { type: 'integer', minimum: 0 },
    match: {
      type: 'object',
      additionalProperties: false,
      properties: { account: { type: 'string' }, address: { type: 'string' } },
    },
  },
  anyOf: [
    { properties: { kind: { enum: ['reset_before', 'reset_after', 'timeout_no_accept'] } } },
    { properties: { kind: { const: 'status' } }, required: ['status'] },
    { properties: { kind: { enum: ['late', 'latency'] } }, required: ['ms'] },
    {
      properties: {
        kind: { const: 'refuse_address' },
        match: { type: 'object', required: ['address'] },
      },
      required: ['match'],
    },
  ],
};
