export { ConfigModule, readEnv } from './config.module';
export { ConfigurationError, Env, parseEnv } from './env';
