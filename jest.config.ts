/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

/** Packages that are published as ES modules only; swc turns them into what Jest can require. */
const esm = ['kubernetes-models', '@kubernetes-models', 'is-cidr', 'cidr-regex', 'ip-regex'];

export default {
  testMatch: ['<rootDir>/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/.cdk8s/'],
  modulePathIgnorePatterns: ['/.cdk8s/', '/dist-manifests/'],
  transform: { '\\.[jt]s$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }] },
  transformIgnorePatterns: [`/node_modules/(?!(${esm.join('|')})/)`],
  resolver: '<rootDir>/tools/jest/resolver.cjs',
  reporters: ['default', '<rootDir>/tools/jest/reporter.cjs'],
} satisfies Config;
