import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import { QueueBackend } from '@platform/jobs';

const checkTimeout = 2_000;

@Injectable()
export class Readiness {
  constructor(
    private readonly database: Database,
    private readonly backend: QueueBackend,
  ) {}

  /** Asks database and queue side by side; answers within 2 s whatever they do. What fails is named, not explained. */
  async check(): Promise<{ status: 'ok' | 'unavailable'; checks: Record<string, string> }> {
    const [database, queue] = await Promise.all([
      answers(this.database.ping()),
      answers(this.backend.ping()),
    ]);
    return {
      status: database && queue ? 'ok' : 'unavailable',
      checks: { database: word(database), queue: word(queue) },
    };
  }
}

const word = (ok: boolean) => (ok ? 'ok' : 'unavailable');

async function answers(work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, checkTimeout, false);
  });
  return Promise.race([
    work.then(
      () => true,
      () => false,
    ),
    late,
  ]).finally(() => clearTimeout(timer));
}
