import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Made once per installation and kept in the data folder, so that a second start can still read what the first one signed. */
export interface LocalSecrets {
  jwtSecret: string;
  jwtRefreshSecret: string;
  encryptionKey: string;
  cronApiKey: string;
  bullBoardPassword: string;
  /** The key pair with which the sandbox signs like SendGrid: base64 DER. */
  sendgridPrivateKey: string;
  sendgridPublicKey: string;
}

export async function localSecrets(dataDir: string): Promise<LocalSecrets> {
  const file = path.join(dataDir, 'secrets.json');
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as LocalSecrets;
  const random = (bytes = 48) => randomBytes(bytes).toString('base64url');
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const secrets: LocalSecrets = {
    jwtSecret: random(),
    jwtRefreshSecret: random(),
    encryptionKey: random(),
    cronApiKey: random(24),
    bullBoardPassword: random(12),
    sendgridPrivateKey: pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    sendgridPublicKey: pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  };
  await mkdir(dataDir, { recursive: true });
  await writeFile(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}
