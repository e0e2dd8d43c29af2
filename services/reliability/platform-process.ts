import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'pg';
import { eventually } from '#kit/testing';
import { startPostgres, withClient } from '../kit/local/postgres';
import { freeOffset, listens } from '../kit/testing/free-ports';

/** Ports of the platform before they are moved: services, simulator, gateway. */
const ports = [...Array.from({ length: 10 }, (_, at) => 8001 + at), 8080, 8090];

interface PlatformOptions {
  /** Settings for every service. @default - none */
  readonly settings?: Readonly<Record<string, string>>;
  /** Variables of the process, such as `KAFKA_BROKERS`. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The whole platform in a process of its own, on a folder that outlives it. */
export class PlatformProcess {
  private child: ChildProcess | undefined;
  private said = '';
  /** Whether its database was started here, so that it does not end with the platform. */
  private orphaned = false;

  private constructor(
    readonly folder: string,
    private readonly offset: number,
    private readonly options: PlatformOptions,
  ) {}

  static async make(options: PlatformOptions = {}): Promise<PlatformProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'platform-reliability-'));
    // Under root PostgreSQL runs as another user, who must be able to enter.
    chmodSync(folder, 0o755);
    return new PlatformProcess(folder, await freeOffset(ports), options);
  }

  /** Of the gateway. */
  get url(): string {
    return `http://127.0.0.1:${this.port(8080)}`;
  }

  get simulator(): string {
    return `http://127.0.0.1:${this.port(8090)}/sim/payment`;
  }

  /** What a port of the platform is here. */
  port(port: number): number {
    return port + this.offset;
  }

  /** Starts it and waits until every service is ready; milliseconds that this took. */
  async start(): Promise<number> {
    const started = performance.now();
    const { settings = {}, environment = {} } = this.options;
    const sets = Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
    const child = spawn(process.execPath, ['tools/start.mjs', '--folder', this.folder, '--offset', String(this.offset), ...sets], {
      cwd: join(__dirname, '..', '..'),
      env: { ...process.env, RATE_LIMIT_FACTOR: '100000', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => {
        this.said += text;
      });
    this.said = '';
    await eventually('the platform to start', async () => this.ended || this.said.includes('ready after'), 60_000);
    if (this.ended) throw new Error(`the platform ended with ${child.exitCode}: ${this.said}`);
    await this.ready(10_000);
    return performance.now() - started;
  }

  /** Waits until every service is ready; milliseconds that this took. */
  async ready(mostMs: number): Promise<number> {
    const started = performance.now();
    const answers = (port: number) => fetch(`http://127.0.0.1:${this.port(port)}/health/ready`, { signal: AbortSignal.timeout(1000) });
    await eventually(
      'every service to be ready',
      async () => (await Promise.all(ports.slice(0, 10).map(answers))).every(({ ok }) => ok),
      mostMs,
    );
    return performance.now() - started;
  }

  get ended(): boolean {
    return this.child === undefined || this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Sends a signal and waits for the end; the exit code. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this;
    if (child === undefined || this.ended) return child?.exitCode ?? null;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
    return child.exitCode;
  }

  /** Ends the platform's database, by `SIGINT` as an administrator does, by `SIGQUIT` as a crash does, and starts it again. */
  async restartPostgres(signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
    const { port, pid } = await this.database();
    process.kill(pid, signal);
    await eventually('PostgreSQL to end', async () => !(await listens(port)));
    await startPostgres({ folder: join(this.folder, 'postgres'), durable: true, port });
    this.orphaned = true;
  }

  /** A question to the database of a service, as its administrator. */
  async ask<Row>(service: string, sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    const { url } = await this.database();
    return withClient(url(service.replaceAll('-', '_')), async (client: Client) => (await client.query(sql, [...values])).rows as Row[]);
  }

  /** Ends everything, and removes the folder. */
  async remove(): Promise<void> {
    await this.end('SIGINT');
    if (this.orphaned) await (await this.database()).stop();
    if (process.env.KEEP) return void process.stdout.write(`kept ${this.folder}\n`);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private database() {
    return startPostgres({ folder: join(this.folder, 'postgres'), durable: true });
  }
}
