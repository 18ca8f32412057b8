/**
 * Repeats `work` as long as it finds a full portion; answers how much it did in all. Each portion is a transaction of its own, so that
 * no row stays locked for long however much there is.
 */
export async function inPortions(portion: number, work: (limit: number) => Promise<number>): Promise<number> {
  for (let all = 0; ;) {
    const done = await work(portion);
    all += done;
    if (done < portion) return all;
  }
}
