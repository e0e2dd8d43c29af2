import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { eventually } from './eventually';
import { freePort } from './free-ports';

const binary = '/usr/bin/redis-server';

/** Whether tests can run on a real server here. Where they cannot, `what` is said to be untested, loudly. */
export const hasRedis = (what: string): boolean => {
  const found = spawnSync(binary, ['--version']).status === 0;
  if (!found) console.warn(`${what} IS NOT TESTED HERE: ${binary} is not there; install it with: apt-get install redis-server`);
  return found;
};

/** A Redis that keeps nothing on disk. */
export interface RedisServer {
  readonly port: number;
  start(): Promise<void>;
  /** Ends it at once, with what it kept. */
  kill(): Promise<void>;
  /** Lets it hang: connections stay open and nothing is answered. */
  hang(): void;
  goOn(): void;
}

/** Makes a server, and starts it; call `kill` in the end. */
export const redisServer = async (args: readonly string[] = []): Promise<RedisServer> => {
  const port = await freePort();
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const fixed = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const started = spawn(binary, [...fixed, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
    child = started;
    let said = '';
    started.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await eventually('the Redis of the test', async () => said.includes('Ready to accept connections'));
  };
  await start();
  return {
    port,
    start,
    kill: async () => {
      const ended = new Promise((resolve) =>
        child?.exitCode === null && child.signalCode === null ? child.once('exit', resolve) : resolve(0),
      );
      child?.kill('SIGKILL');
      await ended;
    },
    hang: () => void child?.kill('SIGSTOP'),
    goOn: () => void child?.kill('SIGCONT'),
  };
};
