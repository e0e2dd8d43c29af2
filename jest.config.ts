/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

/** Packages that are published as ES modules only; swc turns them into what Jest can require. */
const esm = ['kubernetes-models', '@kubernetes-models', '@marcbachmann', 'is-cidr', 'cidr-regex', 'ip-regex'];

/** The same, of the services. */
const esmOfServices = [
  '@nestjs',
  'cookie',
  'file-type',
  'jose',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
  'uuid',
];

/** Nest and TypeORM find types through what the compiler writes beside decorators. */
const decorators = { legacyDecorator: true, decoratorMetadata: true };

/** Tests that kill the whole platform or its broker, again and again, take minutes: `npm run reliability` runs them. */
const long = ['platform', 'brokers', 'sagas'].map((name) => `<rootDir>/services/reliability/${name}.test.ts`);

const project = ({ jsc, packages }: { jsc: object; packages: readonly string[] }) => ({
  modulePathIgnorePatterns: ['/.cdk8s/', '/dist-manifests/'],
  transform: { '\\.[jt]s$': ['@swc/jest', { jsc: { target: 'es2022', ...jsc }, module: { type: 'commonjs' } }] as [string, object] },
  transformIgnorePatterns: [`/node_modules/(?!(${packages.join('|')})/)`],
  resolver: '<rootDir>/tools/jest/resolver.cjs',
  testEnvironment: '<rootDir>/tools/jest/environment.cjs',
  runtime: '<rootDir>/tools/jest/runtime.cjs',
});

export default {
  projects: [
    {
      displayName: 'platform',
      testMatch: ['<rootDir>/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '/.cdk8s/', '<rootDir>/services/'],
      ...project({ jsc: { parser: { syntax: 'typescript' } }, packages: esm }),
    },
    {
      // The same laws, of a platform that has little in common with the one in this repository.
      displayName: 'another platform',
      testMatch: ['<rootDir>/platform/{graph,laws,stacks}.test.ts'],
      moduleNameMapper: {
        '^#registry$': '<rootDir>/tools/bike-hire/testing.ts',
        '^ultimate-devops-platform/model$': '<rootDir>/model/index.ts',
        '^ultimate-devops-platform/checks$': '<rootDir>/checks/mechanism/index.ts',
      },
      ...project({ jsc: { parser: { syntax: 'typescript' } }, packages: esm }),
    },
    {
      displayName: 'services',
      testMatch: ['<rootDir>/services/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...(process.env.RELIABILITY ? [] : long)],
      setupFilesAfterEnv: ['<rootDir>/tools/jest/again.cjs'],
      // Run only when a test of the services runs.
      globalSetup: '<rootDir>/services/kit/testing/global-setup.ts',
      globalTeardown: '<rootDir>/services/kit/testing/global-teardown.ts',
      ...project({
        jsc: { parser: { syntax: 'typescript', decorators: true }, transform: decorators },
        packages: [...esm, ...esmOfServices],
      }),
    },
  ],
  // A runner may be several times slower than a laptop; a test that hangs is found all the same.
  testTimeout: 120_000,
  // Tests wait for processes and databases more than they compute.
  maxWorkers: '100%',
  reporters: ['default', '<rootDir>/tools/jest/reporter.cjs'],
} satisfies Config;
