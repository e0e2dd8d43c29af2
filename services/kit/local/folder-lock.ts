import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The lock is held by another process that runs. */
const held = (folder: string, pid: number): Error =>
  new Error(`${folder}: folder-in-use: process ${pid} runs the platform on it; stop that process, or give another folder with '--folder'`);

/** Takes a folder for this process alone, and returns what gives it back. A lock that a killed process left is taken over. */
export const lockFolder = (folder: string): (() => void) => {
  const file = join(folder, 'lock');
  const own = `${process.pid} ${startOf(process.pid)}`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o711 });
    for (;;) {
      try {
        writeFileSync(file, own, { flag: 'wx' });
        return () => rmSync(file, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        const [pid = 0, start] = readFileSync(file, 'utf8').split(' ').map(Number);
        if (pid !== process.pid && isRunning(pid, start)) throw held(folder, pid);
        rmSync(file, { force: true });
      }
    }
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new Error(`${folder}: unusable-folder: ${path ?? folder} cannot be written (${code}); give another folder with '--folder'`);
  }
};

const isRunning = (pid: number, start: number | undefined): boolean => {
  if (!Number.isInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return startOf(pid) === start;
};

/** When a process started, in ticks since the machine did; tells it from a later one of the same number. 0 where the system does not say. */
const startOf = (pid: number): number => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')')).split(' ')[20]);
  } catch {
    return 0;
  }
};
