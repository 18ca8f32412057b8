import { appendFileSync } from 'node:fs';
import { backendUnderTest } from '../support/environment';
import { chaosSeed } from './chaos-seed';
import type { Ledger } from './ledger-oracle';

/** Past Jest's own output, which `npm test` keeps to the failures. Also a line of JSON in CHAOS_REPORT. */
export function printFigures(fault: string, figures: Record<string, string | number>): void {
  const text = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
  process.stderr.write(
    `  chaos · ${backendUnderTest} · ${fault} · ${text.join(' · ')} · seed ${chaosSeed}\n`,
  );
  const file = process.env.CHAOS_REPORT;
  if (file)
    appendFileSync(
      file,
      `${JSON.stringify({ backend: backendUnderTest, fault, seed: chaosSeed, ...figures })}\n`,
    );
}

export function ledgerFigures(ledger: Omit<Ledger, 'rows' | 'record'>, seconds: number) {
  const { accepted, skipped, failed, uncertain, uncertainAtFirst, uncertainSent, cancelled } = ledger;
  return {
    accepted,
    skipped,
    failed,
    'uncertain at first': uncertainAtFirst,
    uncertain: uncertainSent > 0 ? `${uncertain} (${uncertainSent} of them sent)` : uncertain,
    cancelled,
    seconds: Number(seconds.toFixed(1)),
    'sent/s': Math.round(accepted / seconds),
  };
}
