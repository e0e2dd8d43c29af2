/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

/** Nest and TypeORM find types through what the compiler writes beside decorators. */
const jsc = {
  target: 'es2022',
  parser: { syntax: 'typescript', decorators: true },
  transform: { legacyDecorator: true, decoratorMetadata: true },
};

/** How every test is compiled and run: packages are loaded once for all files of a process, what is ours for each file anew. */
const project = {
  modulePathIgnorePatterns: ['/.cdk8s/', '/dist-manifests/'],
  transform: { '\\.[jt]s$': ['@swc/jest', { jsc, module: { type: 'commonjs' } }] as [string, object] },
  resolver: '<rootDir>/tools/jest/resolver.cjs',
  runtime: '<rootDir>/tools/jest/runtime.cjs',
  testEnvironment: '<rootDir>/tools/jest/environment.cjs',
};

/** Around tests of services: a PostgreSQL that starts only when one of them runs, and a second try. */
const ofServices = {
  setupFilesAfterEnv: ['<rootDir>/tools/jest/again.cjs'],
  globalSetup: '<rootDir>/services/kit/testing/global-setup.ts',
  globalTeardown: '<rootDir>/services/kit/testing/global-teardown.ts',
};

/** Tests of the whole, as people run it: command lines, and all services at once. `npm run test:all` runs them, too. */
const long = '\\.long\\.test\\.ts$';

/** Tests that kill the whole platform or its broker, again and again, take many minutes: `npm run reliability` runs them. */
const reliability = ['platform', 'brokers', 'sagas'].map((name) => `<rootDir>/services/reliability/${name}${long}`);

const never = ['/node_modules/', '/.cdk8s/'];

export default {
  projects: [
    {
      ...project,
      displayName: 'platform',
      testMatch: ['<rootDir>/**/*.test.ts'],
      testPathIgnorePatterns: [...never, long, '<rootDir>/services/'],
    },
    {
      // The same laws, of a platform that has little in common with the one in this repository.
      ...project,
      displayName: 'another platform',
      testMatch: ['<rootDir>/platform/{graph,laws,stacks}.test.ts'],
      moduleNameMapper: {
        '^#registry$': '<rootDir>/tools/bike-hire/testing.ts',
        '^ultimate-devops-platform/model$': '<rootDir>/model/index.ts',
        '^ultimate-devops-platform/checks$': '<rootDir>/checks/mechanism/index.ts',
      },
    },
    {
      ...project,
      ...ofServices,
      displayName: 'services',
      testMatch: ['<rootDir>/services/**/*.test.ts'],
      testPathIgnorePatterns: [...never, long],
    },
    {
      ...project,
      ...ofServices,
      displayName: 'whole',
      testMatch: ['<rootDir>/**/*.long.test.ts'],
      testPathIgnorePatterns: [...never, ...(process.env.RELIABILITY ? [] : reliability)],
    },
  ],
  // A runner may be several times slower than a laptop; a test that hangs is found all the same.
  testTimeout: 120_000,
  // Tests wait for processes and databases more than they compute.
  maxWorkers: '100%',
  reporters: ['default', '<rootDir>/tools/jest/reporter.cjs'],
} satisfies Config;
