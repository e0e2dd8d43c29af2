import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '#kit/testing';
import { freePorts, listens } from '../kit/testing/free-ports';

const jars = join(__dirname, '..', '..', 'node_modules', '.cache', 'kafka');

/** Whether tests can run on a real Kafka here. Where they cannot, `what` is said to be untested, loudly. */
export const hasKafka = (what: string): boolean => {
  const missing = [
    ...(existsSync(join(jars, 'pom.xml')) ? [] : ['its jars are not there; fetch them with: tools/kafka/fetch.sh']),
    ...(spawnSync('java', ['-version']).status === 0 ? [] : ['java is not there; install it with: apt-get install default-jre-headless']),
  ];
  if (missing.length > 0) console.warn(`${what} IS NOT TESTED ON KAFKA HERE: ${missing.join('; ')}`);
  return missing.length === 0;
};

/** One broker that is its own controller. What it has taken outlives its process. */
export interface Kafka {
  /** As `KAFKA_BROKERS` names it; the same after every start. */
  readonly address: string;
  start(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Ends it, and removes what it kept. */
  remove(): Promise<void>;
}

const settings = (port: number, controller: number, folder: string): string =>
  Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': join(folder, 'data'),
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    // A member that was killed must not hold up the others of its group for long.
    'group.min.session.timeout.ms': 1000,
    'group.initial.rebalance.delay.ms': 0,
    'auto.create.topics.enable': false,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

const java = (...args: readonly string[]): readonly string[] => [
  ...['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', join(jars, 'lib', '*')],
  ...args,
];

/** Makes a broker and starts it; call `remove` in the end. */
export const startKafka = async (): Promise<Kafka> => {
  const folder = mkdtempSync(join(tmpdir(), 'platform-kafka-'));
  const [port = 0, controller = 0] = await freePorts(2);
  const file = join(folder, 'server.properties');
  writeFileSync(file, settings(port, controller, folder));
  const id = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url').replace(/^-/, 'A');
  const format = spawnSync('java', [...java('kafka.tools.StorageTool', 'format', '-t', id, '-c', file)], { encoding: 'utf8' });
  if (format.status !== 0) throw new Error(`kafka: no-storage: ${format.stderr}`);

  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const log = openSync(join(folder, 'log'), 'a');
    const started = spawn('java', [...java('kafka.Kafka', file)], { stdio: ['ignore', log, log] });
    child = started;
    await eventually('Kafka to answer', async () => started.exitCode !== null || (await listens(port)), 30_000);
    if (started.exitCode !== null) throw new Error(`kafka: does-not-start: it ended with code ${started.exitCode}; see ${folder}/log`);
  };
  const kill = async (): Promise<void> => {
    const running = child;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGKILL');
    await ended;
  };
  await start();
  return {
    ...{ address: `127.0.0.1:${port}`, start, kill },
    remove: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
