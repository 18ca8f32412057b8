import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Env, parseEnv } from './env';

/** The environment of this process. @throws ConfigurationError */
export const readEnv = (): Env => parseEnv(process.env);

/** `Env` can be injected anywhere; nothing else reads the process environment. */
@Global()
@Module({})
export class ConfigModule {
  /** With an environment that was read already. */
  static with(env: Env): DynamicModule {
    return { module: ConfigModule, providers: [{ provide: Env, useValue: env }], exports: [Env] };
  }
}
