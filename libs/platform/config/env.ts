import { plainToInstance, Transform } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  validateSync,
} from 'class-validator';

const url = { require_tld: false, require_protocol: true, protocols: ['http', 'https'] };
const number = () =>
  Transform(({ value }) => (value === undefined || value === '' ? undefined : Number(value)));

const flag = () => Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : value));

/** Every environment variable the product reads, with its default. Names are a contract with operators. */
export class Env {
  @IsIn(['development', 'test', 'production']) NODE_ENV: 'development' | 'test' | 'production' =
    'development';
  @number() @IsInt() @Min(0) @Max(65535) PORT = 3000;
  @number() @IsInt() @Min(0) @Max(65535) WORKER_PORT = 3001;
  @IsString() HOST = '127.0.0.1';
  @Matches(/^postgres(ql)?:\/\//, { message: 'DATABASE_URL must be a postgresql:// URL' })
  DATABASE_URL: string;
  @IsOptional() @Matches(/^rediss?:\/\//, { message: 'REDIS_URL must be a redis:// URL' }) REDIS_URL?: string;
  @number() @IsInt() @Min(2) @Max(100) DATABASE_POOL = 20;
  @IsUrl(url) PUBLIC_URL = 'http://127.0.0.1:3000';
  @IsString() FRONTEND_URL = 'http://localhost:5173';
  /** Trusted proxies in front of the API; the client address is taken this many hops from the right. */
  @number() @IsInt() @Min(0) @Max(10) TRUSTED_PROXY_HOPS = 0;

  @IsString() JWT_SECRET = 'development-only-jwt-secret-change-me-0001';
  @IsString() JWT_REFRESH_SECRET = 'development-only-refresh-secret-change-me-02';
  @IsString() ENCRYPTION_KEY = 'development-only-encryption-key-change-me-03';
  /** Older values of ENCRYPTION_KEY, separated by commas: what they sealed can still be read, what they signed still holds. */
  @IsString() ENCRYPTION_KEY_PREVIOUS = '';
  @IsOptional() @IsString() CRON_API_KEY?: string;

  @IsOptional() @IsString() SENDGRID_API_KEY?: string;
  @IsOptional() @IsUrl(url) SENDGRID_BASE_URL?: string;
  @IsString() SENDGRID_FROM_EMAIL = 'hello@brickwork.example';
  @IsOptional() @IsString() SENDGRID_WEBHOOK_PUBLIC_KEY?: string;
  @IsOptional() @Matches(/^AC[0-9a-f]{32}$/) TWILIO_ACCOUNT_SID?: string;
  @IsOptional() @IsString() TWILIO_AUTH_TOKEN?: string;
  @IsOptional() @IsString() TWILIO_PHONE_NUMBER?: string;
  @IsOptional() @IsUrl(url) TWILIO_BASE_URL?: string;
  /** Where the sandbox listens; it stands in for every provider that has no key. */
  @number() @IsInt() @Min(0) @Max(65535) SANDBOX_PORT = 3002;

  @IsOptional() @IsString() BULL_BOARD_USER?: string;
  @IsOptional() @IsString() BULL_BOARD_PASSWORD?: string;
  @IsOptional() @IsUrl({ ...url, protocols: ['http', 'https'] }) SENTRY_DSN?: string;
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']) LOG_LEVEL = 'info';

  /** Requests per minute of one user; of one address on public routes; sign-in tries per 15 minutes. */
  @number() @IsInt() @Min(1) RATE_LIMIT_API = 100;
  @number() @IsInt() @Min(1) RATE_LIMIT_PUBLIC = 20;
  @number() @IsInt() @Min(1) RATE_LIMIT_LOGIN = 5;

  /** How long a job belongs to a worker that stops answering, in ms. Longer than any provider call and than the queue's lock. */
  @number() @IsInt() @Min(500) @Max(600_000) JOB_LEASE_MS = 20_000;
  /** Jobs due later than this stay in Postgres only, in hours. */
  @number() @IsInt() @Min(1) @Max(24 * 30) JOB_HORIZON_HOURS = 24;
  /** A provider that has not answered by then is given up on, in ms. */
  @number() @IsInt() @Min(100) @Max(60_000) PROVIDER_TIMEOUT_MS = 10_000;
  /** For development: lets workflows post to servers on this machine and in private networks, also without TLS. */
  @flag() @IsBoolean() WEBHOOKS_TO_PRIVATE_NETWORKS = false;
  /** Days after which finished jobs are removed; those that failed for good stay, for somebody may replay them. */
  @number() @IsInt() @Min(1) @Max(3_650) JOB_RETENTION_DAYS = 30;
  /** Days after which events are removed. A workflow may be tried on the events of 90 days. */
  @number() @IsInt() @Min(90) @Max(3_650) EVENT_RETENTION_DAYS = 180;
  /** Days after which the providers' reports are removed, once they are applied. Providers repeat theirs for a few days. */
  @number() @IsInt() @Min(30) @Max(3_650) RECEIPT_RETENTION_DAYS = 180;
  /** Seconds a worker may take to finish what it holds after SIGTERM. */
  @number() @IsInt() @Min(1) @Max(300) SHUTDOWN_SECONDS = 20;
  /** A prefix of every key in Redis, so that installations can share one. */
  @Matches(/^[a-z0-9-]+$/) QUEUE_PREFIX = 'brickwork';

  /** Where the browser application is served from: what may call across origins. */
  get frontendOrigins(): string[] {
    const origins = this.FRONTEND_URL.split(',').map((origin) => origin.trim().replace(/\/$/, ''));
    return origins.filter((origin) => origin !== '');
  }

  get previousEncryptionKeys(): string[] {
    return this.ENCRYPTION_KEY_PREVIOUS.split(',')
      .map((key) => key.trim())
      .filter(Boolean);
  }
}

const requiredInProduction = ['JWT_SECRET', 'JWT_REFRESH_SECRET', 'ENCRYPTION_KEY'] as const;

/** A secret that ships with the source, or is short, protects nobody. */
function weakSecrets(env: Env): string[] {
  return requiredInProduction
    .filter((name) => env[name].length < 32 || env[name].startsWith('development-only'))
    .map((name) => `${name} must be a random value of at least 32 characters (openssl rand -base64 48)`);
}

export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/**
 * Reads and checks the environment once.
 * @throws ConfigurationError naming every variable that is missing, malformed or, in production, weak.
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(
    Object.keys(new Env())
      .concat('DATABASE_URL', 'REDIS_URL', 'CRON_API_KEY', 'SENDGRID_API_KEY', 'SENDGRID_BASE_URL')
      .concat('SENDGRID_WEBHOOK_PUBLIC_KEY', 'TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_PHONE_NUMBER')
      .concat('TWILIO_BASE_URL', 'BULL_BOARD_USER', 'BULL_BOARD_PASSWORD', 'SENTRY_DSN')
      .filter((name) => source[name] !== undefined && source[name] !== '')
      .map((name) => [name, source[name]]),
  );
  const env = plainToInstance(Env, given, { exposeDefaultValues: true });
  const problems = validateSync(env).flatMap((error) => Object.values(error.constraints ?? {}));
  if (env.NODE_ENV === 'production') {
    problems.push(...weakSecrets(env));
    if (env.WEBHOOKS_TO_PRIVATE_NETWORKS)
      problems.push(
        'WEBHOOKS_TO_PRIVATE_NETWORKS is for development: it opens the inside to anyone who writes workflows',
      );
    if (!given.PUBLIC_URL) problems.push('PUBLIC_URL must be the address the providers call back');
    for (const name of ['SENDGRID_API_KEY', 'TWILIO_AUTH_TOKEN'] as const) {
      const base = name === 'SENDGRID_API_KEY' ? env.SENDGRID_BASE_URL : env.TWILIO_BASE_URL;
      if (!env[name] && !base) problems.push(`${name} is missing`);
    }
  }
  if (problems.length > 0)
    throw new ConfigurationError(`The configuration is not usable:\n- ${problems.join('\n- ')}`);
  return env;
}
