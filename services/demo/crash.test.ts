import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '#kit/testing';
import { basketOf, Shop } from './shop';

const orders = 500;
const folder = mkdtempSync(join(tmpdir(), 'platform-crash-'));
// Under root PostgreSQL runs as another user, who must be able to enter.
chmodSync(folder, 0o755);
// Below the ports that systems give to outgoing connections.
const offset = 1000 + (process.pid % 500) * 20;
const port = 8080 + offset;
const shop = new Shop(`http://127.0.0.1:${port}`, folder);
let platform: ChildProcess | undefined;
let output = '';

const start = async (): Promise<void> => {
  const child = spawn(process.execPath, ['tools/start.mjs', '--folder', folder, '--port', String(port), '--offset', String(offset)], {
    cwd: join(__dirname, '..', '..'),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.on('data', (text) => {
    output += text;
  });
  child.stderr.on('data', (text) => {
    output += text;
  });
  platform = child;
  const answers = async () => child.exitCode !== null || (await fetch(`${shop.url}/orders/health`)).ok;
  await eventually('the platform to start', answers, 60_000);
  if (child.exitCode !== null) throw new Error(`the platform ended with ${child.exitCode}: ${output}`);
  await eventually('every service to be ready', async () => {
    const answers = await Promise.all(['auth', 'users', 'products', 'notifications'].map((path) => fetch(`${shop.url}/${path}/health`)));
    return answers.every(({ ok }) => ok);
  });
};

const end = (signal: NodeJS.Signals): Promise<void> =>
  new Promise((resolve) => {
    platform?.once('exit', () => resolve());
    platform?.kill(signal);
  });

afterAll(async () => {
  if (platform?.exitCode === null && platform.signalCode === null) await end('SIGINT');
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

test('kill -9 in the middle of 500 orders: after a restart there are 500, and one mail for each', async () => {
  await start();
  const { sku } = await shop.stock(await shop.backOffice());
  const { token } = await shop.customer();
  const keys = Array.from({ length: orders }, () => randomUUID());
  const numbers = new Map<string, string>();

  /** Places what has no answer yet, sixteen at a time; whoever gets none, or is told to come back later, does. */
  const placeOpen = async (ended: () => boolean): Promise<void> => {
    const open = keys.filter((key) => !numbers.has(key));
    const buy = async (): Promise<void> => {
      for (let key = open.pop(); key !== undefined && !ended(); key = open.pop()) {
        const answer = await shop.send('POST', '/orders', { token, key, body: basketOf(sku) }).catch(() => undefined);
        if (answer?.status === 201) {
          numbers.set(key, answer.body.number);
          continue;
        }
        if (answer !== undefined && answer.status < 500) throw new Error(`${answer.status} ${answer.body.code}`);
        open.push(key);
        await pause(100);
      }
    };
    await Promise.all(Array.from({ length: 16 }, buy));
  };

  // The process dies with requests, relays and deliveries under way.
  let dead = false;
  const dying = placeOpen(() => dead);
  await Promise.race([dying, eventually('half of the orders to be placed', async () => numbers.size >= orders / 2, 60_000)]);
  await end('SIGKILL');
  dead = true;
  await dying;
  const before = numbers.size;
  expect(before).toBeLessThan(orders);

  await start();
  await placeOpen(() => false);
  expect(new Set(numbers.values()).size).toBe(orders);

  const mailsPerOrder = (): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const { text } of shop.mails()) {
      const number = /ORD-[0-9A-Z-]{14}/.exec(text)?.[0];
      if (number) counts.set(number, (counts.get(number) ?? 0) + 1);
    }
    return counts;
  };
  await eventually('a mail for each order', async () => mailsPerOrder().size >= orders, 60_000);
  const counts = mailsPerOrder();
  expect([...counts.values()].filter((count) => count !== 1)).toEqual([]);
  expect([...counts.keys()].sort()).toEqual([...numbers.values()].sort());
}, 180_000);
