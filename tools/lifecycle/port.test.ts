import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realPort } from './port';

const root = mkdtempSync(join(tmpdir(), 'platform-port-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const port = realPort(root);
const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));

test('a program gets its arguments as they are, runs in the folder, and is heard', async () => {
  const heard: string[] = [];
  const script = "console.log(process.argv[1]); console.log(process.cwd()); console.error('oh'); process.exitCode = 7;";
  const ended = await port.run(['node', '--eval', script, '$(touch x) * ; "'], (line) => heard.push(line));
  expect(ended).toMatchObject({ code: 7, stdout: expect.stringContaining('$(touch x) * ; "\n'), stderr: 'oh\n' });
  expect(ended.stdout).toContain(root);
  expect(heard).toContain('oh');
  expect(existsSync(join(root, 'x'))).toBe(false);
});

test('a program that is not there ends as shells have it', async () => {
  expect(await port.run(['no-such-program'])).toMatchObject({ code: 127, stderr: expect.stringContaining('no-such-program') });
});

test('outputs of several steps end in one file, by stack', () => {
  const step = (outputs: object) => {
    port.write('made/some.json', JSON.stringify(outputs));
    port.gather('made/some.json', 'outputs/all.json');
  };
  step({ network: { Vpc: 'vpc-1' } });
  step({ cluster: { Name: 'a' }, network: { Vpc: 'vpc-2' } });
  expect(read('outputs/all.json')).toEqual({ cluster: { Name: 'a' }, network: { Vpc: 'vpc-2' } });
});

test('without outputs there is no file', () => {
  port.gather('made/none.json', 'outputs/none.json');
  port.write('made/empty.json', '{}');
  port.gather('made/empty.json', 'outputs/none.json');
  expect(existsSync(join(root, 'outputs/none.json'))).toBe(false);
});
