import { Global, Module, type INestApplicationContext } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { Env } from '@platform/config';
import { ErrorReports } from './error-reports.service';
import { pinoOptions } from './pino-options';
import { QuietBootLogger } from './quiet-boot.logger';

@Global()
@Module({
  imports: [LoggerModule.forRootAsync({ inject: [Env], useFactory: pinoOptions })],
  providers: [ErrorReports, QuietBootLogger],
  exports: [ErrorReports],
})
export class LoggingModule {}

/** Sends what Nest and our own `new Logger(...)` say through pino. For an app created with `bufferLogs: true`. */
export function useLogging(app: INestApplicationContext): void {
  app.useLogger(app.get(QuietBootLogger));
}
