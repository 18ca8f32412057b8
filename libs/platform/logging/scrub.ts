/** Secrets by their shape, wherever they stand in a line: in a URL, a message, a stack. */
const shapes: [RegExp, string][] = [
  [/\bcrm_live_([a-z0-9]{8})_[\w-]+/g, 'crm_live_$1_[removed]'],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, '[removed jwt]'],
  [/\bBearer\s+[\w.~+/-]+=*/gi, 'Bearer [removed]'],
  [/\bBasic\s+[A-Za-z0-9+/]{8,}=*/g, 'Basic [removed]'],
  [/\bSG\.[\w-]{10,}\.[\w-]{10,}/g, '[removed key]'],
  [/\bsk-(?:[a-z]+-)?[\w-]{16,}/g, '[removed key]'],
  [/(\b[a-z][a-z0-9+]*:\/\/[^\s:/@"]*):[^\s/@"]+@/gi, '$1:[removed]@'],
  [/([#?&](?:token|code|secret|password|key|signature)=)[^\s&"#]+/gi, '$1[removed]'],
];

/** Removes what looks like a secret from a line of log or report. */
export function scrub(line: string): string {
  return shapes.reduce((text, [shape, replacement]) => text.replace(shape, replacement), line);
}

/** Properties whose values never appear in a log or report, at any depth that pino can name. */
export const secretNames = [
  'password',
  'passwordHash',
  'newPassword',
  'token',
  'accessToken',
  'refreshToken',
  'secret',
  'apiKey',
  'authorization',
  'cookie',
  'html',
  'text',
  'body',
  'authToken',
  'credentials',
] as const;

/** The paths of `secretNames` for pino, which has no "anywhere": the top and two levels below it. */
export const redactPaths = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

const secret: ReadonlySet<string> = new Set(secretNames.map((name) => name.toLowerCase()));

/** A copy of a report without secrets: named properties are emptied, texts are scrubbed. */
export function scrubDeep(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return scrub(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 12) return '[too deep]';
  if (Array.isArray(value)) return value.map((item) => scrubDeep(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      secret.has(name.toLowerCase().replaceAll(/[-_]/g, '')) ? '[removed]' : scrubDeep(item, depth + 1),
    ]),
  );
}
