import type { SettingsPatch } from './settings-schema';

/** What is fixed at start. */
export interface SandboxOptions {
  /** 0: any free port. */
  port?: number;
  host?: string;
  settings?: SettingsPatch;
  /** NDJSON file that gets one line per accepted recipient and is read back at start. */
  recordFile?: string;
  /** Base64 of a PKCS8 DER P-256 private key; left out, a pair is made at start. */
  sendgridPrivateKey?: string;
  /** Signs Twilio webhooks of accounts that have not sent anything yet. */
  twilioAuthToken?: string;
  /** Full content is kept for this many newest mails, and as many texts. */
  keepMessages?: number;
  /** Lines about what happens go to stdout. */
  log?: boolean;
}

/**
 * Environment of a sandbox that runs alone: SANDBOX_PORT (3002), SANDBOX_HOST (127.0.0.1), SANDBOX_TARGET_URL (receiver of
 * webhooks), SANDBOX_PUBLIC_URL (its name in configured URLs, when that differs), SANDBOX_SENDGRID_PRIVATE_KEY,
 * SANDBOX_TWILIO_AUTH_TOKEN, SANDBOX_RECORD_FILE, SANDBOX_KEEP_MESSAGES, SANDBOX_SETTINGS (JSON, as for PUT /_control/config).
 */
export function optionsFromEnvironment(env: NodeJS.ProcessEnv = process.env): SandboxOptions {
  const given = (name: string) => env[name] || undefined;
  const wholeNumber = (name: string, fallback: number, maximum: number) => {
    const value = Number(given(name) ?? fallback);
    if (!Number.isInteger(value) || value < 0 || value > maximum)
      throw new Error(`${name} must be 0 to ${maximum}`);
    return value;
  };
  const settings = JSON.parse(given('SANDBOX_SETTINGS') ?? '{}') as SettingsPatch;
  const targetUrl = given('SANDBOX_TARGET_URL');
  const publicUrl = given('SANDBOX_PUBLIC_URL');
  return {
    port: wholeNumber('SANDBOX_PORT', 3002, 65_535),
    host: given('SANDBOX_HOST') ?? '127.0.0.1',
    settings: { ...settings, ...(targetUrl ? { targetUrl } : {}), ...(publicUrl ? { publicUrl } : {}) },
    recordFile: given('SANDBOX_RECORD_FILE'),
    sendgridPrivateKey: given('SANDBOX_SENDGRID_PRIVATE_KEY'),
    twilioAuthToken: given('SANDBOX_TWILIO_AUTH_TOKEN'),
    keepMessages: wholeNumber('SANDBOX_KEEP_MESSAGES', 5_000, 10_000_000),
    log: true,
  };
}
