import { isFull, type Chance } from './chaos-seed';
import type { ServiceProcess } from '../support/service-process';

/** Something bad that goes on happening until it is stopped. */
export class Disturbance {
  private stopping = false;
  private readonly done: Promise<void>;
  private failure: unknown;
  times = 0;

  /**
   * @param pauseMs until the next time; asked before each
   * @param most after so many times it is over
   */
  constructor(
    private readonly pauseMs: () => number,
    private readonly happen: () => Promise<void>,
    private readonly most = Infinity,
  ) {
    this.done = this.run().catch((error: unknown) => {
      this.failure = error;
    });
  }

  /** Answers how often it happened. @throws what went wrong meanwhile */
  async stop(): Promise<number> {
    this.stopping = true;
    await this.done;
    if (this.failure) throw this.failure;
    return this.times;
  }

  private async run(): Promise<void> {
    while (!this.stopping && this.times < this.most) {
      await new Promise((resolve) => setTimeout(resolve, this.pauseMs()));
      if (this.stopping) return;
      await this.happen();
      this.times += 1;
    }
  }
}

/**
 * `kill -9` of one worker after the other, about every `everyMs`, each started again at once. One that is still starting is
 * spared: its death would prove nothing. Three times in the subset: on a slow machine starting workers would be all that goes on.
 */
export function killWorkers(workers: ServiceProcess[], chance: Chance, everyMs: number): Disturbance {
  return new Disturbance(
    () => chance.between(everyMs * 0.7, everyMs * 1.3),
    async () => {
      const worker = workers[chance.index(workers.length)]!;
      await worker.ready();
      await worker.kill();
      await worker.start(false);
    },
    isFull ? Infinity : 3,
  );
}
