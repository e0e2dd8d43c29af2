import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CommandLine } from './step';

/** How a program ended, and what it said. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Everything by which a plan touches the world; tests have another one. */
export interface Port {
  /** Runs a program to its end; what it says meanwhile can be heard. */
  readonly run: (line: CommandLine, heard?: (text: string) => void) => Promise<Ended>;
  readonly write: (path: string, text: string) => void;
  /** Adds the outputs of stacks that one file holds to those of another. */
  readonly gather: (from: string, to: string) => void;
  /** Unit: milliseconds. */
  readonly now: () => number;
  readonly wait: (seconds: number) => Promise<void>;
}

/** What shells answer where there is no such program. */
const noSuchProgram = 127;

const write = (root: string, path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

/** Runs programs in a folder, without a shell. */
export const realPort = (root: string): Port => ({
  run: ([program, ...args], heard) =>
    new Promise((resolve) => {
      const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
      const said = { stdout: '', stderr: '' };
      for (const name of ['stdout', 'stderr'] as const) {
        child[name].setEncoding('utf8').on('data', (text: string) => {
          said[name] += text;
          const last = text.trimEnd().split('\n').at(-1);
          if (last) heard?.(last);
        });
      }
      child.on('error', ({ message }) => resolve({ ...said, code: noSuchProgram, stderr: message }));
      child.on('close', (code) => resolve({ ...said, code: code ?? 1 }));
    }),
  write: (path, text) => write(root, path, text),
  gather: (from, to) => {
    if (!existsSync(join(root, from))) return;
    const read = (path: string): object => (existsSync(join(root, path)) ? JSON.parse(readFileSync(join(root, path), 'utf8')) : {});
    const all = Object.entries({ ...read(to), ...read(from) }).sort(([a], [b]) => (a < b ? -1 : 1));
    if (all.length === 0) return;
    write(root, to, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
  },
  now: () => performance.now(),
  wait: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
});
