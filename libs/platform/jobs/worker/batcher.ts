/**
 * Lets concurrent callers share one statement. While a batch is under way the next one gathers, so batches grow with the load
 * and a lone caller waits for nobody.
 */
export class Batcher<In, Out> {
  private waiting: { value: In; resolve: (out: Out) => void; reject: (error: unknown) => void }[] = [];
  private running = 0;

  constructor(
    private readonly work: (values: In[]) => Promise<Out[]>,
    private readonly limits: { size: number; parallel: number },
  ) {}

  add(value: In): Promise<Out> {
    return new Promise<Out>((resolve, reject) => {
      this.waiting.push({ value, resolve, reject });
      if (this.waiting.length === 1) setImmediate(() => this.next());
    });
  }

  private next(): void {
    if (this.waiting.length === 0 || this.running >= this.limits.parallel) return;
    const batch = this.waiting.splice(0, this.limits.size);
    this.running += 1;
    void this.work(batch.map(({ value }) => value))
      .then(
        (outs) => batch.forEach(({ resolve }, index) => resolve(outs[index]!)),
        (error: unknown) => batch.forEach(({ reject }) => reject(error)),
      )
      .finally(() => {
        this.running -= 1;
        // What the answers set off at once, a quick job's completion for one, is in the next batch and not in the one after it.
        setImmediate(() => this.next());
      });
  }
}
