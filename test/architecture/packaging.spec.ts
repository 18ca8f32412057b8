import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'prettier';
import { Env } from '@platform/config';
import { copiesOf, problemsOf, stagesOf } from './dockerfile';
import { nodeFlags } from '../../scripts/start/node-flags';
import { repository } from './planted-tree';

const read = (name: string) => readFileSync(path.join(repository, name), 'utf8');
const dockerfiles = ['Dockerfile.api', 'Dockerfile.worker', 'Dockerfile.sandbox'];
const commandOf = (name: string, dockerfile: string) =>
  stagesOf(dockerfile)
    .at(-1)!
    .instructions.find((instruction) => instruction.name === name)!.text;

describe('the images', () => {
  it.each(dockerfiles)('%s is sound', (name) => expect(problemsOf(read(name), repository)).toEqual([]));

  it.each(dockerfiles)('%s copies only what .dockerignore lets through', (name) => {
    const through = read('.dockerignore')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
    const sources = stagesOf(read(name)).flatMap((stage) =>
      copiesOf(stage).flatMap(({ from, sources }) => (from ? [] : sources)),
    );
    expect(
      sources.filter(
        (source) => !through.some((entry) => source === entry || source.startsWith(`${entry}/`)),
      ),
    ).toEqual([]);
  });

  it.each(['api', 'worker', 'sandbox'])('the one of %s runs the program it builds', (app) => {
    const dockerfile = read(`Dockerfile.${app}`);
    const projects = (JSON.parse(read('nest-cli.json')) as { projects: Record<string, unknown> }).projects;
    expect(Object.keys(projects)).toContain(app);
    expect(dockerfile).toContain(`nest.js build ${app}`);
    expect(commandOf('CMD', dockerfile)).toContain(`dist/apps/${app}/main.js`);
  });

  it.each(['api', 'worker'])('the one of %s runs what npm run start:%s runs', (app) => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const command = JSON.parse(commandOf('CMD', read(`Dockerfile.${app}`))) as string[];
    expect(command.join(' ')).toBe(scripts[`start:${app}`]);
    expect(command).toEqual(['node', ...nodeFlags(app), `dist/apps/${app}/main.js`]);
  });

  it.each(dockerfiles)('the health check of %s is a program', (name) => {
    const [, check] = /CMD (\[.+\])$/.exec(commandOf('HEALTHCHECK', read(name)))!;
    const [program, ...args] = JSON.parse(check!) as string[];
    expect(program).toBe('node');
    // Nothing listens on port 1: the check must say so with exit code 1, not with a syntax error's stack.
    const env = { ...process.env, NODE_OPTIONS: '', PORT: '1', WORKER_PORT: '1', SANDBOX_PORT: '1' };
    expect(() => execFileSync(process.execPath, args, { env, stdio: 'pipe' })).toThrow(
      expect.objectContaining({ status: 1, stderr: Buffer.alloc(0) }),
    );
  });

  it('release step loads nothing but what the image holds', () => {
    const copied = stagesOf(read('Dockerfile.api'))
      .at(-1)!
      .instructions.filter(({ name }) => name === 'COPY')
      .flatMap(({ text }) => text.split(' '))
      .filter((source) => source.endsWith('.ts'));
    const imported = copied.flatMap((file) =>
      [...read(file).matchAll(/from '(\..+?)'/g)].map(([, target]) =>
        path.posix.join(path.posix.dirname(file), target!),
      ),
    );
    expect(imported.filter((file) => !copied.includes(file))).toEqual([]);
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    const packages = copied.flatMap((file) => [
      ...read(file).matchAll(/(?:from|import\() ?'((?:@[^/']+\/)?[^./'@][^/']*)/g),
    ]);
    expect(packages.length).toBeGreaterThan(2);
    expect(
      packages
        .map(([, name]) => name!)
        .filter((name) => !name.startsWith('node:') && !(name in dependencies)),
    ).toEqual([]);
  });

  const sound = read('Dockerfile.api');
  it.each([
    ['runs as root', sound.replace('USER node\n', '')],
    ['no health check', sound.replace(/HEALTHCHECK[^\n]*\\\n[^\n]*\n/, '')],
    ['no command in exec form', sound.replace(/CMD \["node", "--en.*\n/, 'CMD npm start\n')],
    ['not in production mode', sound.replace('NODE_ENV=production ', '')],
    ['runtime: copies from unknown stage builder', sound.replace('--from=build', '--from=builder')],
    ['build: gone.json does not exist', sound.replace('nest-cli.json', 'gone.json')],
    ['build: built on node:24', sound.replace('node:24-slim AS build', 'node:24 AS build')],
    ['a secret is baked in', sound.replace('ENV ', 'ENV JWT_SECRET=x ')],
    ['the runtime stage installs packages', sound.replace('USER node', 'RUN npm ci\nUSER node')],
  ])('would be caught: %s', (problem, spoiled) => {
    expect(spoiled).not.toBe(sound);
    expect(problemsOf(spoiled, repository)).toContain(problem);
  });
});

describe('docker-compose.yml', () => {
  const compose = read('docker-compose.yml');
  const [, servicesText] = /^services:\n([\s\S]*?)^volumes:/m.exec(compose)!;
  const services = Object.fromEntries(
    [...servicesText!.matchAll(/^ {2}(\w+):\n((?: {4,}.*\n|\s*\n| {2}#.*\n)*)/gm)].map(([, name, body]) => [
      name!,
      body!,
    ]),
  );

  it('is YAML', async () => expect(await format(compose, { parser: 'yaml' })).toContain('services:'));

  it('has the whole product', () => {
    expect(Object.keys(services).sort()).toEqual([
      'api',
      'migrate',
      'postgres',
      'redis',
      'sandbox',
      'worker',
    ]);
  });

  it('keeps Redis from forgetting', () => {
    expect(services.redis).toContain(`'--appendonly', 'yes', '--maxmemory-policy', 'noeviction'`);
  });

  it('publishes ports on loopback only', () => {
    const ports = [...compose.matchAll(/ports: \['(.+?)'\]/g)].map(([, port]) => port!);
    expect(ports).toHaveLength(5);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it.each(['api', 'worker'])('starts %s after the migration', (name) => {
    expect(services[name]).toContain('migrate: { condition: service_completed_successfully }');
  });

  it('knows every variable that has no default', () => {
    const names = [...compose.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name!);
    const known = new Set([...read('.env.example').matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name));
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    expect(names).toEqual(
      expect.arrayContaining(['DATABASE_URL', 'REDIS_URL', 'SENDGRID_BASE_URL', 'TWILIO_BASE_URL']),
    );
  });

  it('says of its secrets that they are none', () => {
    const secrets = ['JWT_SECRET', 'JWT_REFRESH_SECRET', 'ENCRYPTION_KEY'] as const;
    const bare = new Env();
    for (const name of secrets) expect(compose).toContain(`\${${name}:-${bare[name]}}`);
    expect(compose).toContain('${POSTGRES_PASSWORD:-development-only}');
  });
});

describe('the Railway services', () => {
  it.each(['api', 'worker'])('%s is built from its Dockerfile and has time to drain', (name) => {
    const { build, deploy } = JSON.parse(read(`railway.${name}.json`)) as {
      build: Record<string, unknown>;
      deploy: Record<string, unknown>;
    };
    expect(build).toEqual({ builder: 'DOCKERFILE', dockerfilePath: `Dockerfile.${name}` });
    expect(deploy.drainingSeconds).toBeGreaterThanOrEqual(new Env().SHUTDOWN_SECONDS + 5);
  });

  it('migrate once, before the api takes traffic', () => {
    const deploy = (name: string) => (JSON.parse(read(name)) as { deploy: Record<string, unknown> }).deploy;
    expect(deploy('railway.api.json').preDeployCommand).toEqual(['node scripts/db-migrate.ts']);
    expect(deploy('railway.worker.json').preDeployCommand).toBeUndefined();
  });
});
