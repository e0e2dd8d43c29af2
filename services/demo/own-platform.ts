// A platform that is started for one demo or test, on a folder and on ports of its own, and that can be killed and started again.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

interface OwnPlatformOptions {
  /** Settings that every service gets. @default - none */
  readonly settings?: Readonly<Record<string, string>>;
  /** What the local bus does to its consumers: `redeliver:5,shuffle,delay:200`. @default - nothing */
  readonly chaos?: string;
}

/** Systems give higher ports to outgoing connections. */
const lowestOutgoing = 32_768;
const [lowest, highest] = [8000, 8400];

export class OwnPlatform {
  /** Where people enter. */
  readonly url: string;
  private child: ChildProcess | undefined;
  private said = '';

  private constructor(
    /** Holds data, secrets, mails and logs. */
    readonly folder: string,
    private readonly offset: number,
    private readonly options: OwnPlatformOptions,
  ) {
    this.url = `http://127.0.0.1:${8080 + offset}`;
  }

  /** Starts one and waits until it is ready. Whoever starts it must `remove` it. */
  static async start(options: OwnPlatformOptions = {}): Promise<OwnPlatform> {
    const folder = mkdtempSync(join(tmpdir(), 'platform-own-'));
    // Under root PostgreSQL runs as another user, who must be able to enter.
    chmodSync(folder, 0o755);
    const platform = new OwnPlatform(folder, await freeOffset(), options);
    await platform.start();
    return platform;
  }

  /** Starts it, again after it was killed, and waits until it is ready. */
  async start(): Promise<void> {
    const { folder, offset, options } = this;
    const settings = Object.entries(options.settings ?? {}).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
    // Whoever tries out much at once is not to wait a minute.
    const env = { ...process.env, RATE_LIMIT_FACTOR: '100000', ...(options.chaos && { CHAOS: options.chaos }) };
    const child = spawn(process.execPath, ['tools/start.mjs', '--folder', folder, '--offset', String(offset), ...settings], {
      ...{ env, stdio: ['ignore', 'pipe', 'pipe'] },
    });
    this.child = child;
    this.said = '';
    // Whoever started it may end in a hurry.
    const leave = (): void => void child.kill('SIGINT');
    process.once('exit', leave);
    child.once('exit', () => process.off('exit', leave));
    const hear = (text: Buffer): void => {
      this.said += text;
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    for (const end = Date.now() + 60_000; !this.said.includes('Ctrl-C stops'); await pause(20)) {
      if (child.exitCode !== null || Date.now() > end) throw new Error(`the platform did not start: ${this.said || 'it said nothing'}`);
    }
  }

  /** Ends the process with a signal and waits until it is gone. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  }

  /** The number of PostgreSQL's first process. */
  get postgres(): number {
    return Number.parseInt(readFileSync(this.pidFile, 'utf8'), 10);
  }

  /** Address of a service's database, for its own role. */
  database(service: string): string {
    const name = service.replaceAll('-', '_');
    const port = readFileSync(this.pidFile, 'utf8').split('\n')[3];
    const password = readFileSync(join(this.folder, 'secrets', service, 'database-password'), 'utf8');
    return `postgresql://${name}:${encodeURIComponent(password)}@127.0.0.1:${port}/${name}`;
  }

  /** Stops it in good order and removes its folder. */
  async remove(): Promise<void> {
    await this.kill('SIGINT');
    // After a failure it may be left.
    if (existsSync(this.pidFile)) process.kill(this.postgres, 'SIGQUIT');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  private get pidFile(): string {
    return join(this.folder, 'postgres', 'data', 'postmaster.pid');
  }
}

/** Moves all ports of the platform to where nobody listens. */
const freeOffset = async (): Promise<number> => {
  for (;;) {
    const offset = 1000 + Math.floor(Math.random() * (lowestOutgoing - highest - 1000));
    const ports = [8001, 8002, 8003, 8004, 8005, 8006, 8007, 8008, 8009, 8010, 8080, 8090].filter((port) => port >= lowest);
    if ((await Promise.all(ports.map((port) => isFree(port + offset)))).every(Boolean)) return offset;
  }
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket.destroy() === undefined));
    socket.once('error', () => resolve(true));
  });

/**
 * Kills one of PostgreSQL's own processes with -9: the server ends all sessions and recovers from its log, as after a crash of the machine.
 * Resolves when it did so. Needs `/proc`, so Linux.
 */
export const crashDatabase = async (platform: OwnPlatform): Promise<void> => {
  const children = readFileSync(`/proc/${platform.postgres}/task/${platform.postgres}/children`, 'utf8').trim().split(' ');
  const writer = children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('background writer'));
  process.kill(Number(writer), 'SIGKILL');
  await pause(500);
};
