import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { breakingChanges } from '../services/kit/events/compatibility';

const root = join(__dirname, '..');
const folder = join(root, 'docs', 'api');
const read = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8');
const services = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'events')
  .map(({ name }) => name);

test('the descriptions are those of the routes and events, as committed', () => {
  const said = execFileSync(process.execPath, ['tools/api.mjs', '--check'], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
  expect(said).toMatch(/^\d+ files, as committed\n$/);
});

/** What a public linter says of files. */
const lint = (...files: string[]): string => {
  const { stdout, stderr } = spawnSync(process.execPath, ['tools/api/lint.mjs', ...files], { cwd: root, encoding: 'utf8' });
  return stdout + stderr;
};

test('a public linter accepts every description', () =>
  expect(lint(...services.flatMap((name) => [join(folder, name, 'openapi.json'), join(folder, name, 'asyncapi.json')]))).toBe(''));

test('the linter is heard', () => {
  const copy = mkdtempSync(join(tmpdir(), 'api-'));
  const [openApi, asyncApi] = [JSON.parse(read('order-service', 'openapi.json')), JSON.parse(read('order-service', 'asyncapi.json'))];
  openApi.paths['/orders'].get.parameters.push({ name: 'x', in: 'nowhere' });
  asyncApi.operations.send_order_order_v1.channel.$ref = '#/channels/none';
  writeFileSync(join(copy, 'openapi.json'), JSON.stringify(openApi));
  writeFileSync(join(copy, 'asyncapi.json'), JSON.stringify(asyncApi));
  const said = lint(join(copy, 'openapi.json'), join(copy, 'asyncapi.json'));
  rmSync(copy, { recursive: true });
  expect(said).toMatch(/openapi\.json: struct:/);
  expect(said).toMatch(/asyncapi\.json: no-unresolved-refs:/);
});

test('every body that is asked for has an example, and so has every event three', () => {
  const missing = services.flatMap((name) =>
    Object.entries(
      JSON.parse(read(name, 'openapi.json')).paths as Record<string, Record<string, { requestBody?: { content: object } }>>,
    ).flatMap(([path, operations]) =>
      Object.entries(operations)
        .filter(
          ([, { requestBody }]) =>
            requestBody && Object.values(requestBody.content).some((media) => media.schema && media.example === undefined),
        )
        .map(([method]) => `${name}: ${method} ${path}`),
    ),
  );
  expect(missing).toEqual([]);
  for (const file of readdirSync(join(folder, 'events'))) expect(JSON.parse(read('events', file)).examples).toHaveLength(3);
});

test('an event that would break its readers is noticed', () => {
  const placed = JSON.parse(read('events', 'order.order.placed.v1.json'));
  const { total, ...others } = placed.properties;
  expect(breakingChanges(placed, placed)).toEqual([]);
  expect(breakingChanges(placed, { ...placed, properties: others })).toContain("'data.total' is gone");
});

test('the collection has every route, with a body where one is wanted', () => {
  const { item } = JSON.parse(read('postman.json')) as {
    item: { name: string; item: { name: string; request: { method: string; body?: { raw?: string } } }[] }[];
  };
  expect(item.map(({ name }) => name)).toEqual(services);
  const routes = services.map(
    (name) => Object.values(JSON.parse(read(name, 'openapi.json')).paths as Record<string, object>).flatMap(Object.keys).length,
  );
  expect(item.map((service) => service.item.length)).toEqual(routes);
  const placing = item.flatMap((service) => service.item).find(({ name }) => name === 'POST /orders');
  expect(JSON.parse(placing?.request.body?.raw ?? '')).toHaveProperty('paymentMethodToken');
});
