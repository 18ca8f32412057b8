/** Unit suites need nothing but Node; behaviour suites need Postgres and the queue (see test/support). */
const common = {
  runtime: '<rootDir>/test/runner/native-runtime.ts',
  testEnvironment: '<rootDir>/test/runner/host-environment.ts',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper: {
    '^@(domain|integrations|platform)/(.*)$': '<rootDir>/libs/$1/$2/index.ts',
  },
  setupFiles: ['<rootDir>/test/support/setup.ts'],
};

export default {
  testTimeout: 60_000,
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs,scripts,test}/**/*.spec.ts'],
    },
    {
      ...common,
      displayName: 'behaviour',
      testMatch: ['<rootDir>/{apps,libs,test}/**/*.{int-spec,e2e-spec,journey-spec,chaos-spec}.ts'],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
};
