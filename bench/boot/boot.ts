import { atMost, median, round, type BenchOptions, type Figure } from '../figure.ts';
import { startProduct } from '../stage/product.ts';
import { note } from '../stage/scratch.ts';

const rounds = 3;
/** ms */
const bound = 3_000;

/** From spawn to ready, of api and worker, each started alone; the slower one's median is the figure. */
export async function boot({ backends, profile }: BenchOptions): Promise<Figure> {
  const product = await startProduct({ backend: backends[0]!, programs: [], profile });
  const times = { api: [] as number[], worker: [] as number[] };
  for (let turn = 0; turn < rounds; turn += 1) {
    for (const name of ['api', 'worker'] as const) {
      const service = await product.start(name);
      times[name].push(service.bootMs);
      await service.stop();
    }
  }
  const medians = { api: round(median(times.api)), worker: round(median(times.worker)) };
  note(`  api ${medians.api} ms, worker ${medians.worker} ms`);
  return atMost({
    name: 'boot',
    figure: Math.max(medians.api, medians.worker),
    limit: bound,
    target: 1,
    unit: 'ms',
    details: {
      ...medians,
      rounds: { api: times.api.map(Math.round), worker: times.worker.map(Math.round) },
      backend: backends[0],
    },
  });
}
