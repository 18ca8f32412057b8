import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { atLeast, medianRound, round, type BenchOptions, type Figure } from '../figure.ts';
import { withConnection } from '../stage/postgres-server.ts';
import { signUp, startProduct, type Product, type Team } from '../stage/product.ts';
import { note, until } from '../stage/scratch.ts';
import { leadCsv } from './lead-rows.ts';

const rounds = 3;
/** The product checks, normalises and dedupes; COPY only writes. Both write every column of the finished lead. */
const copied = [
  ...[
    'id',
    'team_id',
    'name',
    'first_name',
    'last_name',
    'email',
    'phone',
    'city',
    'state',
    'source',
    'custom_fields',
  ],
  ...[
    'timezone',
    'timezone_source',
    'email_consent',
    'sms_consent',
    'status',
    'score',
    'import_id',
    'import_line',
    'created_at',
    'updated_at',
  ],
].join(', ');

interface ImportState {
  id: string;
  state: string;
  created: number;
  error: string | null;
  startedAt: string;
  finishedAt: string;
}

/** Rows per second from the upload's first byte to `completed`, against COPY of the same leads into a table of the same indexes. */
export async function csvImport({ backends, size = 50_000, profile }: BenchOptions): Promise<Figure> {
  const product = await startProduct({ backend: backends[0]!, programs: ['api', 'worker'], profile });
  const csv = leadCsv(size);
  await importOnce(await signUp(product), leadCsv(2_000), 2_000); // compiles the code of both processes
  const measured: { figure: number; limit: number; jobOnly: number }[] = [];
  for (let turn = 0; turn < rounds; turn += 1) {
    const team = await signUp(product);
    // What the last round has set off (scores of its leads) is not this one's load.
    const restedAfter = await atRest(product);
    const { seconds, jobSeconds } = await importOnce(team, csv, size);
    const limit = size / (await copySeconds(product, team, size));
    measured.push({ figure: size / seconds, limit, jobOnly: size / jobSeconds });
    note(
      `  ${turn + 1}/${rounds}: ${Math.round(size / seconds)} imported, ${Math.round(limit)} copied rows/s (at rest after ${restedAfter} s)`,
    );
  }
  await product.stop();
  const { figure, limit, jobOnly } = medianRound(measured);
  return atLeast({
    name: 'csv-import',
    figure: round(figure),
    limit: round(limit),
    target: 0.3,
    unit: 'rows/s',
    details: {
      rows: size,
      columns: 11,
      jobOnly: round(jobOnly),
      backend: backends[0],
      ratios: measured.map((entry) => round(entry.figure / entry.limit)),
    },
  });
}

async function importOnce(
  { api }: Team,
  csv: string,
  rows: number,
): Promise<{ seconds: number; jobSeconds: number }> {
  const form = new FormData();
  form.set('onDuplicate', 'skip');
  form.set('start', 'true');
  form.set('file', new Blob([csv], { type: 'text/csv' }), 'leads.csv');
  const start = performance.now();
  const { id } = await api.post<ImportState>('/api/leads/import', form);
  const end = await until(
    'the import',
    300_000,
    async () => {
      const state = await api.get<ImportState>(`/api/leads/import/${id}`);
      return ['completed', 'failed', 'cancelled'].includes(state.state) && state;
    },
    20,
  );
  const seconds = (performance.now() - start) / 1_000;
  if (end.state !== 'completed' || end.created !== rows) {
    throw new Error(
      `the import ended ${end.state} with ${end.created} of ${rows} leads: ${end.error ?? 'no error told'}`,
    );
  }
  return { seconds, jobSeconds: (Date.parse(end.finishedAt) - Date.parse(end.startedAt)) / 1_000 };
}

/** Waits until everything that was set off is done; answers how many seconds that took. */
async function atRest({ database }: Product): Promise<number> {
  const start = performance.now();
  await withConnection(database, (client) =>
    until('rest', 300_000, async () => {
      const { rows } = await client.query<{ open: number }>(
        `SELECT ((SELECT count(*) FROM score_due) + (SELECT count(*) FROM domain_event WHERE dispatched_at IS NULL)
           + (SELECT count(*) FROM job WHERE state IN ('scheduled', 'active', 'retrying') AND coalesce(due_at, now()) <= now()))::int AS open`,
      );
      return rows[0]!.open === 0;
    }),
  );
  return round((performance.now() - start) / 1_000);
}

/** COPY of the very rows the import has made, through one connection, into an empty copy of the table with all its indexes. */
async function copySeconds({ database }: Product, team: Team, size: number): Promise<number> {
  return withConnection(database, async (client) => {
    const lines = await copyLines(client, team.id);
    if (lines.length !== size) throw new Error(`${lines.length} leads instead of ${size}`);
    await client.query('DROP TABLE IF EXISTS bare_lead; CREATE TABLE bare_lead (LIKE lead INCLUDING ALL)');
    const start = performance.now();
    await pipeline(
      Readable.from(inPieces(lines)),
      client.query(copyFrom(`COPY bare_lead (${copied}) FROM STDIN`)),
    );
    return (performance.now() - start) / 1_000;
  });
}

async function copyLines(client: pg.Client, teamId: string): Promise<string[]> {
  const texts = copied.split(', ').map((column) => `coalesce(replace(${column}::text, '\\', '\\\\'), '\\N')`);
  const { rows } = await client.query<{ line: string }>(
    `SELECT concat_ws(E'\\t', ${texts.join(', ')}) AS line FROM lead WHERE team_id = $1 ORDER BY import_line`,
    [teamId],
  );
  return rows.map(({ line }) => line);
}

function* inPieces(lines: string[]): Generator<string> {
  for (let from = 0; from < lines.length; from += 500) yield `${lines.slice(from, from + 500).join('\n')}\n`;
}
