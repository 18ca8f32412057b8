export { ErrorReports } from './error-reports.service';
export { withLogFields } from './log-fields';
export { LoggingModule, useLogging } from './logging.module';
