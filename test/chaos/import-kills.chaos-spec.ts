import { eventually } from '../support/eventually';
import { Chance, isFull } from './chaos-seed';
import { ChaosRig } from './chaos-rig';
import { ChaosTenant } from './chaos-tenant';
import { killWorkers } from './disturbance';
import { printFigures } from './figures';

interface ImportState {
  id: string;
  state: string;
  created: number;
  updated: number;
  skipped: number;
  failed: number;
  totalRows: number;
}

let rig: ChaosRig;
beforeAll(async () => {
  rig = await ChaosRig.start({ workers: 2 });
}, 120_000);
afterAll(() => rig?.stop());

it('worker kill -9 while a CSV file is imported: every row once', async () => {
  const chance = new Chance('import kills');
  const rows = isFull ? 200_000 : 8_000;
  const repeated = rows / 100;
  const tenant = await ChaosTenant.open(rig);
  const line = (n: number) => `Lead ${n},lead${n}@${tenant.domain},Austin`;
  const lines = Array.from({ length: rows }, (_, n) => line(n < rows - repeated ? n : n - rows + repeated));
  const form = new FormData();
  form.set('onDuplicate', 'skip');
  form.set('start', 'true');
  form.set('file', new Blob([['Name,Email,City', ...lines].join('\n')], { type: 'text/csv' }), 'leads.csv');
  const { id } = await tenant.rest.call<ImportState>('POST', '/api/leads/import', form);

  const everyMs = isFull ? 2_500 : 800;
  const kills = killWorkers(rig.workers, chance, everyMs);
  const end = await eventually(
    async () => {
      const state = await tenant.rest.call<ImportState>('GET', `/api/leads/import/${id}`);
      if (state.state !== 'completed') throw new Error(JSON.stringify(state));
      return state;
    },
    isFull ? 240_000 : 100_000,
  ).finally(() => kills.stop());

  const [stored] = await rig.rows<{ leads: number; addresses: number }>(
    'SELECT count(*)::int AS leads, count(DISTINCT email)::int AS addresses FROM lead WHERE team_id = $1',
    [tenant.teamId],
  );
  printFigures('import kills', { rows, kills: kills.times, created: end.created, skipped: end.skipped });
  expect(kills.times).toBeGreaterThan(0);
  expect(end).toMatchObject({ totalRows: rows, created: rows - repeated, skipped: repeated, failed: 0 });
  expect(stored).toEqual({ leads: rows - repeated, addresses: rows - repeated });
}, 300_000);
