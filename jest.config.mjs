/**
 * Unit suites need nothing but Node; behaviour suites need Postgres and the queue (see test/support). QUEUE_BACKEND says on what the
 * queue is kept; QUEUE_BACKENDS=postgres,redis runs each suite on both, side by side in one run.
 */
const common = {
  runtime: '<rootDir>/test/runner/native-runtime.ts',
  testEnvironment: '<rootDir>/test/runner/host-environment.ts',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper: { '^@(domain|integrations|platform)/(.*)$': '<rootDir>/libs/$1/$2/index.ts' },
  setupFiles: ['<rootDir>/test/support/setup.ts'],
};

const withQueue = ['<rootDir>/{apps,libs,test}/**/*.{int-spec,e2e-spec,journey-spec,chaos-spec}.ts'];

const behaviour = {
  ...common,
  // Suites that ask Postgres alone have no second backend to be run on.
  testMatch: [...withQueue, '<rootDir>/{apps,libs,test}/**/*.sql-spec.ts'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
};

const backends = process.env.QUEUE_BACKENDS?.split(',') ?? [];

export default {
  testTimeout: 60_000,
  testSequencer: '<rootDir>/test/runner/test-order.ts',
  workerIdleMemoryLimit: '1GB',
  // npm run test:coverage. The other provider looks into a sandbox of modules that there is not here (test/runner).
  coverageProvider: 'babel',
  collectCoverageFrom: ['libs/domain/**/*.ts', '!**/test/**', '!**/*.spec.ts'],
  coverageThreshold: { global: { lines: 85 } },
  coverageReporters: ['text', 'json-summary'],
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs,scripts,test}/**/*.spec.ts'],
    },
    // `npm run test:mutation` alone: minutes of taking walls down.
    {
      ...behaviour,
      displayName: 'mutation',
      testMatch: ['<rootDir>/test/isolation/mutations/*.mutation-spec.ts'],
    },
    ...(backends.length === 0
      ? [{ ...behaviour, displayName: 'behaviour' }]
      : backends.map((backend, index) => ({
          ...behaviour,
          displayName: backend,
          testMatch: index === 0 ? behaviour.testMatch : withQueue,
          testEnvironmentOptions: { env: { QUEUE_BACKEND: backend } },
        }))),
  ],
};
