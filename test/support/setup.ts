import 'reflect-metadata';
import { ConsoleLogger, Logger } from '@nestjs/common';

// Nest keeps an application's logger for the whole process: a test file begins without the one before it.
Logger.overrideLogger(['fatal', 'error', 'warn', 'log', 'debug', 'verbose']);
Logger.overrideLogger(new ConsoleLogger());
