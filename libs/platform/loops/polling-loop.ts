import type { Logger } from '@nestjs/common';

/** Repeats `tick` until stopped: at once while there is more to do, else every `everyMs`, slower after failures. */
export class PollingLoop {
  private timer: NodeJS.Timeout | undefined;
  private current: Promise<void> = Promise.resolve();
  private stopped = true;
  private failures = 0;

  constructor(
    private readonly name: string,
    private readonly everyMs: number,
    private readonly tick: () => Promise<boolean>,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.stopped = false;
    this.schedule(0);
  }

  /** Looks now instead of at the next tick. */
  nudge(): void {
    if (!this.stopped && this.timer) {
      clearTimeout(this.timer);
      this.schedule(0);
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.current;
  }

  private schedule(ms: number): void {
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.current = this.run();
    }, ms);
  }

  private async run(): Promise<void> {
    let more = false;
    try {
      more = await this.tick();
      this.failures = 0;
    } catch (error) {
      this.failures += 1;
      if (this.failures === 1 || this.failures % 50 === 0) {
        this.logger.warn(`${this.name} failed ${this.failures} times in a row: ${(error as Error).message}`);
      }
    }
    if (!this.stopped) this.schedule(more ? 0 : this.everyMs * Math.min(1 + this.failures, 5));
  }
}
