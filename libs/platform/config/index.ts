export { ConfigModule, readEnv } from './config.module';
export { Env, parseEnv } from './env';
