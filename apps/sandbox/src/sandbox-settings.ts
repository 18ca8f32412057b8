/** What the sandbox does after accepting something; changeable at run time through `PUT /_control/config`. */
export interface SandboxSettings {
  /** Where webhooks are posted to (scheme and host, no path); null: none are sent. */
  targetUrl: string | null;
  /** The same receiver as it is named in configured URLs; signatures cover this name. Null: same as `targetUrl`. */
  publicUrl: string | null;
  /** Same seed, same outcome for the same recipient. */
  seed: number;
  sendgrid: SendGridSettings;
  twilio: TwilioSettings;
}

/** How posts go out. Times in milliseconds; `perSecond` 0 means as fast as the receiver takes them. */
export interface WebhookSettings {
  enabled: boolean;
  paused: boolean;
  perSecond: number;
  concurrency: number;
  /** Each post is made this many times in all. */
  copies: number;
  shuffle: boolean;
  /** The first webhooks are answered before the API call is. */
  early: boolean;
  timeoutMs: number;
  /** Older webhooks are kept, newer ones counted as overflow. */
  maxPending: number;
}

interface SendGridSettings {
  webhooks: WebhookSettings & { maxBatch: number; gatherMs: number; retryDelaysMs: number[] };
  delaysMs: Record<MailEventName, number>;
  /** Chances (0–1) of what happens to a mail; open, click, unsubscribe and spamreport only after a delivery. */
  mix: Record<MailMixName, number>;
}

export interface TwilioSettings {
  webhooks: WebhookSettings;
  delaysMs: { sent: number; delivered: number; reply: number };
  mix: { undelivered: number; failed: number };
  undeliveredCode: number;
  failedCode: number;
  /** Texts some recipients answer with, each with its chance. */
  replies: { body: string; probability: number }[];
  /** Script per recipient number. */
  numbers: Record<string, NumberScript>;
  /** A whole-message STOP blocks further texts between the two numbers (21610) until START, as Twilio does. */
  optOutBlocking: boolean;
}

interface NumberScript {
  outcome?: 'delivered' | 'undelivered' | 'failed';
  errorCode?: number;
  replies?: string[];
}

export const mailEventNames = [
  'processed',
  'dropped',
  'deferred',
  'bounce',
  'delivered',
  'open',
  'click',
  'unsubscribe',
  'spamreport',
] as const;
export type MailEventName = (typeof mailEventNames)[number];

export const mailMixNames = [
  'dropped',
  'bounce',
  'blocked',
  'deferred',
  'open',
  'click',
  'unsubscribe',
  'spamreport',
] as const;
export type MailMixName = (typeof mailMixNames)[number];

export const defaultSettings: SandboxSettings = {
  targetUrl: null,
  publicUrl: null,
  seed: 1,
  sendgrid: {
    webhooks: {
      enabled: true,
      paused: false,
      perSecond: 0,
      concurrency: 4,
      copies: 1,
      shuffle: false,
      early: false,
      timeoutMs: 10_000,
      maxPending: 500_000,
      maxBatch: 1_000,
      gatherMs: 30,
      retryDelaysMs: [250, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000, 8_000, 8_000],
    },
    delaysMs: {
      processed: 20,
      dropped: 40,
      deferred: 80,
      bounce: 200,
      delivered: 200,
      open: 600,
      click: 900,
      unsubscribe: 1_200,
      spamreport: 1_200,
    },
    mix: {
      dropped: 0.002,
      bounce: 0.01,
      blocked: 0.005,
      deferred: 0.02,
      open: 0.35,
      click: 0.06,
      unsubscribe: 0.002,
      spamreport: 0.0005,
    },
  },
  twilio: {
    webhooks: {
      enabled: true,
      paused: false,
      perSecond: 0,
      concurrency: 16,
      copies: 1,
      shuffle: false,
      early: false,
      timeoutMs: 15_000,
      maxPending: 500_000,
    },
    delaysMs: { sent: 50, delivered: 250, reply: 900 },
    mix: { undelivered: 0.01, failed: 0.002 },
    undeliveredCode: 30003,
    failedCode: 30007,
    replies: [],
    numbers: {},
    optOutBlocking: true,
  },
};
