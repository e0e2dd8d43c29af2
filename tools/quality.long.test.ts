import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '..');
const run = promisify(execFile);

/** What a tool complains about; nothing where it is content. */
const complaints = async (tool: string, ...args: string[]): Promise<string> => {
  try {
    await run(join(root, 'node_modules', '.bin', tool), args, { cwd: root, maxBuffer: 1 << 24 });
    return '';
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    return stdout + stderr || message;
  }
};

// They are quick alone, and wait for the processor beside the services' tests.
jest.setTimeout(60_000);

test('lint and format', async () => expect(await complaints('biome', 'ci', '--colors=off')).toBe(''));

test('types of the platform, with its names', async () => expect(await complaints('tsc', '-p', '.')).toBe(''));

test('types of the toolkit, which knows no names', async () => expect(await complaints('tsc', '-p', 'tsconfig.toolkit.json')).toBe(''));
