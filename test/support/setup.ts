import 'reflect-metadata';
import { ConsoleLogger, Logger } from '@nestjs/common';
import fc from 'fast-check';

// Nest keeps an application's logger for the whole process: a test file begins without the one before it.
Logger.overrideLogger(['fatal', 'error', 'warn', 'log', 'debug', 'verbose']);
Logger.overrideLogger(new ConsoleLogger());

// What fails is what was changed: properties are asked the same every time. PROPERTY_SEED and PROPERTY_RUNS look elsewhere and longer.
fc.configureGlobal({
  seed: Number(process.env.PROPERTY_SEED ?? 4711),
  ...(process.env.PROPERTY_RUNS ? { numRuns: Number(process.env.PROPERTY_RUNS) } : {}),
});
