import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { mailEventNames, mailMixNames } from './sandbox-settings';
import type { SandboxSettings } from './sandbox-settings';

/** Any part of the settings; parts left out keep their value. */
export type SettingsPatch = DeepPartial<SandboxSettings>;
type DeepPartial<T> = T extends (infer _Item)[]
  ? T
  : T extends object
    ? { [K in keyof T]?: DeepPartial<T[K]> }
    : T;

const chance = { type: 'number', minimum: 0, maximum: 1 };
const milliseconds = { type: 'number', minimum: 0, maximum: 86_400_000 };
const flag = { type: 'boolean' };
const count = (minimum: number, maximum: number) => ({ type: 'integer', minimum, maximum });
const closed = (properties: Record<string, unknown>) => ({
  type: 'object',
  additionalProperties: false,
  properties,
});
const each = (names: readonly string[], schema: object) =>
  closed(Object.fromEntries(names.map((name) => [name, schema])));
const baseUrl = { type: ['string', 'null'], format: 'uri', pattern: '^https?://[^/?#]+/?$' };
const webhooks = {
  enabled: flag,
  paused: flag,
  perSecond: { type: 'number', minimum: 0 },
  concurrency: count(1, 256),
  copies: count(1, 50),
  shuffle: flag,
  early: flag,
  timeoutMs: { ...milliseconds, minimum: 1 },
  maxPending: count(0, 50_000_000),
};

const schema = closed({
  targetUrl: baseUrl,
  publicUrl: baseUrl,
  seed: { type: 'integer' },
  sendgrid: closed({
    webhooks: closed({
      ...webhooks,
      maxBatch: count(1, 5_000),
      gatherMs: milliseconds,
      retryDelaysMs: { type: 'array', items: milliseconds, maxItems: 100 },
    }),
    delaysMs: each(mailEventNames, milliseconds),
    mix: each(mailMixNames, chance),
  }),
  twilio: closed({
    webhooks: closed(webhooks),
    delaysMs: each(['sent', 'delivered', 'reply'], milliseconds),
    mix: each(['undelivered', 'failed'], chance),
    undeliveredCode: { type: 'integer' },
    failedCode: { type: 'integer' },
    replies: {
      type: 'array',
      items: {
        ...closed({ body: { type: 'string' }, probability: chance }),
        required: ['body', 'probability'],
      },
    },
    numbers: {
      type: 'object',
      additionalProperties: closed({
        outcome: { enum: ['delivered', 'undelivered', 'failed'] },
        errorCode: { type: 'integer' },
        replies: { type: 'array', items: { type: 'string' } },
      }),
    },
    optOutBlocking: flag,
  }),
});

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile<SettingsPatch>(schema);

/** Throws `SettingsError` naming every fault; the given settings stay untouched. */
export function patchSettings(settings: SandboxSettings, patch: unknown): SandboxSettings {
  if (!validate(patch)) throw new SettingsError(ajv.errorsText(validate.errors, { dataVar: 'settings' }));
  const next = merge(settings, patch) as SandboxSettings;
  return { ...next, targetUrl: bare(next.targetUrl), publicUrl: bare(next.publicUrl) };
}

class SettingsError extends Error {
  readonly statusCode = 400;
}

function merge(current: unknown, patch: unknown): unknown {
  if (!isRecord(current) || !isRecord(patch)) return patch;
  const merged: Record<string, unknown> = { ...current };
  for (const [key, value] of Object.entries(patch)) {
    if (value !== undefined) merged[key] = merge(current[key], value);
  }
  return merged;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const bare = (url: string | null) => url?.replace(/\/$/, '') ?? null;
