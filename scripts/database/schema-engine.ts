import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaPg } from '@prisma/adapter-pg';
import type { MigrationList, SchemaContainer, SchemaEngine } from '@prisma/schema-engine-wasm';

const noFilters = { externalTables: [], externalEnums: [] };
export const migrationsDir = path.resolve(import.meta.dirname, '../../prisma/migrations');
export const schemaDir = path.resolve(import.meta.dirname, '../../prisma/schema');

/** The engine's WebAssembly build, instantiated by hand: Node's own `import` of .wasm files is still experimental. */
async function instantiateEngine() {
  const require = createRequire(import.meta.url);
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const wasmPath = path.join(
    path.dirname(require.resolve('@prisma/schema-engine-wasm')),
    'schema_engine_bg.wasm',
  );
  const { instance } = await WebAssembly.instantiate(await readFile(wasmPath), {
    './schema_engine_bg.js': bindings as unknown as WebAssembly.ModuleImports,
  });
  // The engine reports a panic through this global before it traps; without it the reason would be lost.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message: (message: string) => console.error(`schema engine: ${message}`),
    },
  });
  const loaded = bindings as unknown as {
    __wbg_set_wasm(exports: WebAssembly.Exports): void;
    SchemaEngine: typeof SchemaEngine;
  };
  loaded.__wbg_set_wasm(instance.exports);
  (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
  return loaded;
}

let engineModule: ReturnType<typeof instantiateEngine> | undefined;
/** One instance per process: the bindings keep views of its memory. */
const loadEngineModule = () => (engineModule ??= instantiateEngine());

/** The stock adapter cuts a script at every semicolon, function bodies included; Postgres itself takes it whole. */
class WholeScriptPrismaPg extends PrismaPg {
  readonly opened: { dispose(): Promise<void> }[] = [];

  override async connect() {
    const adapter = await super.connect();
    this.opened.push(adapter);
    adapter.executeScript = async (script) => {
      await adapter.underlyingDriver().query(script);
    };
    return adapter;
  }
}

/** Runs `work` with Prisma's schema engine on one database and closes its connections (they hold an advisory lock). */
async function withSchemaEngine<T>(
  connectionString: string,
  datamodels: SchemaContainer[] | undefined,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const { SchemaEngine: Engine } = await loadEngineModule();
  const factory = new WholeScriptPrismaPg({ connectionString });
  const engine = await Engine.new(
    { datamodels: datamodels?.map(({ path: file, content }): [string, string] => [file, content]) },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(factory),
  );
  try {
    return await work(engine);
  } finally {
    await Promise.all(factory.opened.map((adapter) => adapter.dispose()));
  }
}

export async function readMigrations(): Promise<MigrationList> {
  const entries = await readdir(migrationsDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return {
    baseDir: migrationsDir,
    lockfile: { path: './migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.sort().map(async (name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: {
            tag: 'ok' as const,
            value: await readFile(path.join(migrationsDir, name, 'migration.sql'), 'utf8'),
          },
        },
      })),
    ),
  };
}

/** Applies what is missing, in order, and returns the names of the migrations it applied. */
export async function applyMigrations(connectionString: string): Promise<string[]> {
  const migrationsList = await readMigrations();
  return withSchemaEngine(connectionString, undefined, async (engine) => {
    const applied = await engine.applyMigrations({ migrationsList, filters: noFilters });
    return applied.appliedMigrationNames;
  });
}

/** The SQL that turns the committed Prisma schema into the edited one. */
export async function diffSchemas(
  connectionString: string,
  committed: SchemaContainer[],
  edited: SchemaContainer[],
): Promise<string> {
  const from =
    committed.length > 0 ? { tag: 'schemaDatamodel' as const, files: committed } : { tag: 'empty' as const };
  return withSchemaEngine(connectionString, edited, async (engine) => {
    const to = { tag: 'schemaDatamodel' as const, files: edited };
    const { stdout } = await engine.diff({ from, to, script: true, exitCode: null, filters: noFilters });
    return stdout ?? '';
  });
}
