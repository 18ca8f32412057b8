import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parsePayload, type JobDefinition } from '@platform/jobs';
import { filesOf } from './house';
import { repository } from './planted-tree';

const fixtures = 'test/architecture/payloads';

function jobsIn(exported: Record<string, unknown>): JobDefinition[] {
  const isJob = (value: unknown): value is JobDefinition =>
    typeof value === 'object' && value !== null && 'name' in value && 'queue' in value && 'payload' in value;
  return Object.values(exported).flatMap((value) =>
    isJob(value)
      ? [value]
      : typeof value === 'object' && value !== null
        ? Object.values(value).filter(isJob)
        : [],
  );
}

const modules = await Promise.all(
  filesOf(repository, ['libs'])
    .filter((file) => file.endsWith('.jobs.ts'))
    .map((file) => import(path.join(repository, file)) as Promise<Record<string, unknown>>),
);
const jobs = new Map(modules.flatMap(jobsIn).map((job) => [job.name, job]));
const files = filesOf(repository, [fixtures]).map((file) => path.posix.basename(file));

/** Rows written by older versions wait in the table `job`: what they hold must parse for ever. */
describe('payloads of older versions', () => {
  it.each([...jobs.keys()])('%s has its first version on record', (name) => {
    // Missing? Write the payload as it is enqueued today; later versions add v2.json and leave v1.json alone.
    expect(files).toContain(`${name}.v1.json`);
  });

  it.each(files)('%s still parses', (file) => {
    const [, name] = /^(.+)\.v\d+\.json$/.exec(file)!;
    const job = jobs.get(name!);
    // A job that was renamed or removed still has rows waiting under its old name.
    expect(job?.name).toBe(name);
    const stored = JSON.parse(readFileSync(path.join(repository, fixtures, file), 'utf8')) as object;
    expect(parsePayload(job!, stored, 'worker')).toEqual(stored);
  });

  it('would be found broken', () => {
    const [job] = jobs.values();
    expect(() => parsePayload(job!, { renamed: 'property' }, 'worker')).toThrow(/payload of/);
  });
});
