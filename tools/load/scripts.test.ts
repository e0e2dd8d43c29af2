import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { load } from '#model';
import { registry } from '#registry';
import { compare } from '../write';
import { folder, k6Files } from './k6-scripts';
import { objectives } from './objectives';
import { stepsOf, thresholdsOf } from './plan';
import { scenarios } from './scenarios';

const root = join(__dirname, '..', '..');
const services = load(registry).platform?.services ?? [];
const files = k6Files(scenarios, services);

test('the committed scripts are what the scenarios say; write them with npm run load -- --write', () =>
  expect(compare(root, files, [folder]).map(({ kind, path }) => `${path}: ${kind}`)).toEqual([]));

test('the scripts and what they import are valid modules', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'k6-'));
  try {
    const args = ['--bundle', '--format=esm', '--log-level=warning', '--external:k6', '--external:k6/*', `--outdir=${outdir}`];
    execFileSync(join(root, 'node_modules', '.bin', 'esbuild'), [...files.map(({ path }) => path), ...args], { cwd: root });
    const bundles = files.map(({ path }) => readFileSync(join(outdir, basename(path)), 'utf8'));
    for (const text of bundles) expect(text).toMatch(/Visitor = class[\s\S]+export \{\s+\w+ as default,\s+options\s+\}/);
    expect(bundles).toHaveLength(scenarios.length);
  } finally {
    rmSync(outdir, { recursive: true });
  }
});

const every = scenarios.flatMap((scenario) => stepsOf(scenario).map((step) => ({ scenario, step })));

test.each(scenarios)('$name holds each step to its tier, or to what its service promises', (scenario) => {
  for (const { step, tier, p95, p99, errors } of thresholdsOf(scenario, services)) {
    const promised = objectives[tier][step.method === 'GET' ? 'read' : 'write'];
    expect([p95, p99]).toEqual([step.p95Ms ?? promised.p95, promised.p99]);
    expect(errors).toBeCloseTo(1 - objectives[tier].availability, 6);
  }
});

test('a step that no service serves is refused', () => {
  const [scenario] = scenarios;
  if (scenario === undefined) throw new Error('there are no scenarios');
  const lost = {
    ...scenario,
    visits: { ...scenario.visits, flows: [{ share: 1, flow: [{ ...scenario.visits.signIn, path: '/nowhere' }] }] },
  };
  expect(() => thresholdsOf(lost, services)).toThrow(
    "tools/load/scenarios.ts: no-such-path: 'sign in' asks /nowhere, which no service serves; write a path below that of a service",
  );
});

test('names of steps are their own', () => {
  const byName = new Map(every.map(({ step }) => [step.name, step]));
  expect(every.filter(({ step }) => byName.get(step.name) !== step)).toEqual([]);
});

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: object }>>>>;
}

const shape = (path: string): string => path.replace(/\{\w+\}/g, '{}');

test.each([...new Set(every.map(({ step }) => step))])(
  '$method $path is in the description of its service, with $status',
  ({ method, path, status }) => {
    const owner = services.find(({ http }) => `${path}/`.startsWith(`${http?.path}/`));
    const described: Described = JSON.parse(readFileSync(join(root, 'docs', 'api', owner?.name ?? '', 'openapi.json'), 'utf8'));
    const operations = Object.entries(described.paths).find(([known]) => shape(known) === shape(path))?.[1];
    expect(Object.keys(operations?.[method.toLowerCase()]?.responses ?? {})).toContain(String(status));
  },
);
