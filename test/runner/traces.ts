/** What a test file can change for the files that this process runs after it: all but the modules of the house. */
export interface Traces {
  env: Record<string, string | undefined>;
  folder: string;
  globals: Map<PropertyKey, unknown>;
  listeners: Map<string | symbol, number>;
}

/** Set by packages when they are loaded, once more by each copy. */
const ofPackages: ReadonlySet<PropertyKey> = new Set(['PRISMA_WASM_PANIC_REGISTRY']);

/** Set by libvips when sharp is loaded. */
const variablesOfPackages: ReadonlySet<string> = new Set(['VIPSHOME']);

/** What a package does when the process ends concerns no other file. */
const atTheEnd: ReadonlySet<string | symbol> = new Set(['exit', 'beforeExit']);

export function takeTraces(): Traces {
  return {
    env: { ...process.env },
    folder: process.cwd(),
    globals: new Map(Reflect.ownKeys(globalThis).map((key) => [key, valueOf(key)])),
    listeners: new Map(process.eventNames().map((event) => [event, process.listenerCount(event)])),
  };
}

/** A getter is not called: some warn, some load half of Node. */
function valueOf(key: PropertyKey): unknown {
  const { get, value } = Object.getOwnPropertyDescriptor(globalThis, key) ?? {};
  return get ?? (value as unknown);
}

/** What is no longer as it was. */
export function changesSince(before: Traces): string[] {
  const now = takeTraces();
  const variables = new Set([...Object.keys(before.env), ...Object.keys(now.env)]);
  return [
    ...[...variables]
      .filter((name) => before.env[name] !== now.env[name] && !variablesOfPackages.has(name))
      .map((name) => `process.env.${name}`),
    ...(before.folder === now.folder ? [] : ['the working directory']),
    ...[...before.globals]
      .filter(([key, value]) => !ofPackages.has(key) && !Object.is(now.globals.get(key), value))
      .map(([key]) => `globalThis.${String(key)}`),
    ...[...now.listeners]
      .filter(([event, count]) => !atTheEnd.has(event) && count > (before.listeners.get(event) ?? 0))
      .map(([event]) => `a listener of the process for ${String(event)}`),
  ];
}
