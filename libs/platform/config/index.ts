export { ConfigModule } from './config.module';
export { ConfigurationError, Env, parseEnv } from './env';
