import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '#kit/testing';
import { freePorts } from '../kit/testing/free-ports';

const root = join(__dirname, '..', '..');

/** Runs a program of the repository to its end. */
const run = (args: readonly string[]): void => {
  const { status, stderr } = spawnSync(process.execPath, [...args], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')}: ended with ${status}: ${stderr}`);
};

/** Programs of services, in a folder that goes with the test. */
export class Programs {
  private readonly folder = mkdtempSync(join(tmpdir(), 'platform-replicas-'));

  /** What the image of a service holds; the path of its main file. */
  imageOf(service: string): string {
    const out = join(this.folder, service);
    run(['tools/images/bundle.mjs', service, out]);
    return join(out, 'main.js');
  }

  /** A file of the repository with all that it imports; the path of the result. */
  bundleOf(entry: string): string {
    const outfile = join(this.folder, 'replica.cjs');
    const text = `import('./tools/images/bundle-service.mjs').then(({ bundleService }) => bundleService(${JSON.stringify({ root, entry, outfile })}))`;
    run(['-e', text]);
    return outfile;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

type Variables = Readonly<Record<string, string>>;

/** One process of a service, which may be started again after its end, on the same port. */
export class Replica {
  private child: ChildProcess | undefined;
  private said = '';

  private constructor(
    private readonly program: string,
    private readonly variables: Variables,
    readonly url: string,
  ) {}

  static async make(program: string, variables: Variables): Promise<Replica> {
    const [port = 0] = await freePorts(1);
    return new Replica(program, { HOST: '127.0.0.1', PORT: String(port), ...variables }, `http://127.0.0.1:${port}`);
  }

  /** Starts it; `more` adds variables for this time. */
  start(more: Variables = {}): void {
    const child = spawn(process.execPath, [this.program], {
      env: { PATH: process.env.PATH, ...this.variables, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => {
        this.said = `${this.said}${text}`.slice(-20_000);
      });
  }

  async isReady(): Promise<boolean> {
    return fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(1000) }).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  /** Waits until it is ready. */
  async ready(): Promise<void> {
    await eventually('a replica to be ready', async () => this.ended || (await this.isReady()), 30_000);
    if (this.ended) throw new Error(`a replica ended with ${this.child?.exitCode}: ${this.said}`);
  }

  get ended(): boolean {
    return this.child === undefined || this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Waits until it has ended by itself. */
  async over(): Promise<void> {
    const { child } = this;
    if (child && !this.ended) await new Promise((resolve) => child.once('exit', resolve));
  }

  /** Sends a signal and waits for the end; the exit code. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (!this.ended) this.child?.kill(signal);
    await this.over();
    return this.child?.exitCode ?? null;
  }

  /** The last that it wrote. */
  get log(): string {
    return this.said;
  }
}
