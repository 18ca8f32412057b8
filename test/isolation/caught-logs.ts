import { PinoLogger } from 'nestjs-pino';
import { symbols } from 'pino';

/** Takes all that the program logs from now on, down to debug, instead of stdout. */
export function catchLogs(): { lines: string[] } {
  const lines: string[] = [];
  const root = PinoLogger.root as unknown as {
    level: string;
    [symbols.streamSym]: { write(line: string): void };
  };
  root.level = 'debug';
  root[symbols.streamSym] = { write: (line) => void lines.push(line) };
  return { lines };
}
