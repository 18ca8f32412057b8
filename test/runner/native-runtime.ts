import { createRequire } from 'node:module';
import Runtime from 'jest-runtime';
import { offerJestGlobals } from './jest-globals.ts';
import { addressOf, beginRun, installModuleHooks, type Run } from './module-hooks.ts';

const require = createRequire(import.meta.url);
const esm = {
  isInternalModule: false,
  supportsDynamicImport: true,
  supportsExportNamespaceFrom: true,
  supportsStaticESM: true,
  supportsTopLevelAwait: true,
};
installModuleHooks();

/**
 * Jest's runtime evaluates every module, packages included, in a context of its own for each test file. This one has Node load them:
 * packages once per process as in production, modules of the house once per test file. There is no `jest.mock` here.
 */
export default class NativeRuntime extends Runtime {
  private readonly run: Run;
  private readonly testPath: string;

  constructor(...parameters: ConstructorParameters<typeof Runtime>) {
    // The original replaces it by one that loads built-in modules into its context.
    const { getBuiltinModule } = process;
    super(...parameters);
    process.getBuiltinModule = getBuiltinModule;
    const transformer = parameters[3];
    this.testPath = parameters[6];
    this.run = beginRun((file) => transformer.transform(file, { ...parameters[5], ...esm } as never));
  }

  override unstable_shouldLoadAsEsm(file: string): boolean {
    return file.endsWith('.ts');
  }

  override unstable_importModule(file: string): Promise<unknown> {
    return import(addressOf(file, this.run));
  }

  override requireModule<T>(from: string, name?: string): T {
    return createRequire(from)(name ?? from) as T;
  }

  /** Jest's own modules. The one that holds the tests of a file begins anew for each. */
  override requireInternalModule<T>(from: string, name?: string): T {
    const file = name ?? from;
    if (file.includes('jest-circus')) delete require.cache[file];
    return createRequire(from)(file) as T;
  }

  override setGlobalsForRuntime(globals: Parameters<Runtime['setGlobalsForRuntime']>[0]): void {
    super.setGlobalsForRuntime(globals);
    offerJestGlobals(this.requireModuleOrMock(this.testPath, '@jest/globals'));
  }

  override getSourceMaps(): Map<string, string> {
    return this.run.sourceMaps;
  }
}
