import { Global, Module } from '@nestjs/common';
import { Env, parseEnv } from './env';

/** `Env` can be injected anywhere; nothing else reads the process environment. */
@Global()
@Module({
  providers: [{ provide: Env, useFactory: () => parseEnv(process.env) }],
  exports: [Env],
})
export class ConfigModule {}
