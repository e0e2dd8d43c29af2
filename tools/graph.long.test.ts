import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { load } from '#model';
import { registry } from '#registry';
import type { Command, Context } from './command';
import { explain } from './commands/explain';
import { graph } from './commands/graph';

/** The commands on this platform, in this process: what people see, and how it ends. */

const root = join(__dirname, '..');
const plain = (text: string): string => text;

const call = async ({ run, options: known = {} }: Command, ...args: string[]) => {
  const [printed, warned]: [string[], string[]] = [[], []];
  const context: Context = {
    ...{ root, toolkit: root, model: '#model', registry, unreadable: [], registrySource: '', servicesSource: '', runnable: [], names: {} },
    beside: () => Promise.reject(new Error('nothing is asked for in a thread of its own')),
    print: (line) => void printed.push(line),
    warn: (line) => void warned.push(line),
    paint: { red: plain, green: plain, yellow: plain, dim: plain, bold: plain },
  };
  const options = Object.fromEntries(Object.entries(known).map(([name, { type }]) => [name, { type }]));
  const { positionals, values } = parseArgs({ args, allowPositionals: true, options });
  const status = await run({ positionals, options: values as Record<string, string | boolean> }, context);
  return { status, stdout: printed.map((line) => `${line}\n`).join(''), lines: warned };
};

const { platform } = load(registry);
if (platform === undefined) throw new Error('the platform has mistakes; run platform check');
const caller = platform.services.find(({ calls = [], environments }) => calls.length > 0 && environments === undefined);
const callee = caller?.calls?.[0];
const stranger = platform.services.find(
  ({ name }) => caller && name !== caller.name && !platform.calleesOf(caller.name).some((each) => each.name === name),
);
if (caller === undefined || callee === undefined || stranger === undefined) throw new Error('nobody calls anybody');
const [cluster, other] = platform.clusters;

describe('platform graph', () => {
  test('is a tree to read', async () => {
    const { status, stdout } = await call(graph, caller.name);
    expect(status).toBe(0);
    expect(stdout.split('\n')[0]).toBe(`${caller.name} on ${cluster?.name} (${caller.file})`);
    expect(stdout).toContain('needs\n├─ calls\n');
    expect(stdout).toMatch(new RegExp(`[├└]─ ${callee}\n`));
    expect(stdout).toContain(`─ Deployment ${caller.domain}/${caller.name}\n`);
  });

  test('is JSON for programs, of the cluster that is asked for', async () => {
    const found = JSON.parse((await call(graph, caller.name, '--json', '--cluster', other?.name ?? '')).stdout);
    expect(found).toMatchObject({ cluster: other?.name, of: { type: 'service', name: caller.name, file: caller.file } });
    expect(found.needs).toContainEqual({ type: 'calls', from: `service ${caller.name}`, to: `service ${callee}` });
  });

  test('is a flowchart', async () => {
    const [first, second] = (await call(graph, caller.name, '--mermaid')).stdout.split('\n');
    expect([first, second]).toEqual(['flowchart LR', `  n0["${caller.name}"]`]);
  });

  test('is a picture, the same each time', async () => {
    const { stdout } = await call(graph, caller.name, '--svg');
    expect(stdout).toMatch(/^<svg .*<\/svg>\n$/s);
    expect(stdout).toContain(`>${callee}</text>`);
    expect((await call(graph, caller.name, '--svg')).stdout).toBe(stdout);
  });

  test('is of anything that has a name, and with the stacks says what AWS allows', async () => {
    const kind = (await call(graph, `Deployment ${caller.domain}/${caller.name}`)).stdout;
    expect(kind).toContain(`scales\n`);
    expect((await call(graph, caller.name, '--stacks')).stdout).toMatch(/kafka-cluster:|sqs:|s3:/);
  });
});

describe('platform explain', () => {
  test('says yes with the objects on the way', async () => {
    const { status, stdout } = await call(explain, caller.name, callee);
    expect(status).toBe(0);
    expect(stdout.split('\n')[0]).toMatch(new RegExp(`^yes: ${caller.name} reaches ${callee} on \\d+/TCP on ${cluster?.name}$`));
    expect(stdout).toContain(`ok  NetworkPolicy ${caller.domain}/${caller.name}`);
  });

  test('says no with the first rule that is not there', async () => {
    const { status, stdout } = await call(explain, caller.name, stranger.name);
    expect(status).toBe(1);
    expect(stdout).toContain('no definition asks for it');
    expect(stdout).toMatch(new RegExp(`no  NetworkPolicy ${caller.domain}/${caller.name} +no egress rule lets it out to`));
  });

  test('answers programs, also about stores', async () => {
    const answer = JSON.parse((await call(explain, caller.name, 'database', '--json')).stdout);
    expect(answer).toMatchObject({
      cluster: cluster?.name,
      from: caller.name,
      to: 'database',
      ports: ['5432/TCP'],
      allowed: caller.database !== undefined,
    });
    expect(answer.hops[0]).toEqual({
      at: expect.any(String),
      file: expect.stringMatching(/\.ts$/),
      allows: expect.any(Boolean),
      says: expect.any(String),
    });
  });
});

test.each<[Command, string[], number, string]>([
  [graph, [], 2, "platform: wrong-usage: it takes a name; use it as 'platform graph"],
  [graph, ['a', 'b'], 2, "platform: wrong-usage: 'b' is one name too many"],
  [graph, ['a', '--json', '--svg'], 2, 'platform: wrong-usage: one form at a time'],
  [
    graph,
    [`${caller.name}x`],
    1,
    `platform: unknown-name: '${caller.name}x' is nothing on ${cluster?.name}; did you mean '${caller.name}'?`,
  ],
  [graph, [caller.name, '--cluster', 'moon'], 1, "platform: unknown-cluster: 'moon' is not a cluster"],
  [explain, [caller.name], 2, 'platform: wrong-usage: it takes two names'],
  [explain, [caller.name, callee, '--port', 'http'], 2, "platform: wrong-usage: --port is 'http', not a number from 1 to 65535"],
  [explain, [caller.name, 'kubelet'], 2, "platform: wrong-usage: 'kubelet' names no port of its own; say which with --port"],
  [
    explain,
    [caller.name, `${callee}x`],
    1,
    `platform: unknown-name: '${callee}x' is nothing on ${cluster?.name}; did you mean '${callee}'?`,
  ],
])('%# %j ends with %d: %s', async (command, args, code, line) => {
  const { status, lines } = await call(command, ...args);
  expect({ status, line: lines.find((each) => each.startsWith('platform: ')) }).toEqual({
    status: code,
    line: expect.stringContaining(line),
  });
});
