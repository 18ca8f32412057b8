import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SealedSecondFactors, SealedSecondFactorsModule } from '@domain/identity';
import { SealedAccounts, SealedAccountsModule } from '@domain/messaging';
import { ClockModule } from '@platform/clock';
import { ConfigModule, readEnv, type Env } from '@platform/config';
import { CryptoModule } from '@platform/crypto';
import { DatabaseModule } from '@platform/database';

const first = '00000000-0000-0000-0000-000000000000';

@Module({})
class RotationModule {
  static with(env: Env): DynamicModule {
    const imports = [ConfigModule.with(env), ClockModule, CryptoModule, DatabaseModule];
    return { module: RotationModule, imports: [...imports, SealedAccountsModule, SealedSecondFactorsModule] };
  }
}

/**
 * Seals every stored secret with the present ENCRYPTION_KEY; those that older keys sealed are read with ENCRYPTION_KEY_PREVIOUS. One
 * commit per hundred: it may be stopped and run again at any time, beside running processes that know both keys.
 */
export async function rotateSecrets(
  env: Env = readEnv(),
): Promise<{ renewed: number; unreadable: string[] }> {
  const app = await NestFactory.createApplicationContext(RotationModule.with(env), {
    logger: ['error', 'fatal'],
    abortOnError: false,
  });
  try {
    const done = { renewed: 0, unreadable: [] as string[] };
    for (const store of [app.get(SealedSecondFactors), app.get(SealedAccounts)]) {
      let after: string | null = first;
      while (after !== null) {
        const batch: { last: string | null; renewed: number; unreadable: string[] } =
          await store.renew(after);
        done.renewed += batch.renewed;
        done.unreadable.push(...batch.unreadable);
        after = batch.last;
      }
    }
    return done;
  } finally {
    await app.close();
  }
}
