import { createWriteStream, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';

const mostBytes = 10 * 1024 * 1024;

/** The logs of all services: each its own file, and what somebody should look at on the terminal too. */
export class ServiceLogs {
  private readonly files = new Map<string, WriteStream>();

  constructor(
    private readonly folder: string,
    private readonly terminal: (line: string) => void,
  ) {
    mkdirSync(folder, { recursive: true });
  }

  /** The file of a service. */
  path(service: string): string {
    return join(this.folder, `${service}.log`);
  }

  /** Where a service writes its lines of JSON. The file goes on with that of the last start, unless it holds more than 10 MiB. */
  of(service: string): { write(line: string): void } {
    const file = this.files.get(service) ?? this.open(service);
    return {
      write: (line) => {
        file.write(line);
        if (!/^\{"level":"(debug|info)"/.test(line)) this.terminal(forPeople(service, line));
      },
    };
  }

  private open(service: string): WriteStream {
    const path = this.path(service);
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > mostBytes) renameSync(path, `${path}.old`);
    const file = createWriteStream(path, { flags: 'a' });
    // A full disk must not end the services.
    file.on('error', ({ message }) => this.terminal(`${path}: log-not-written: ${message}; make room`));
    this.files.set(service, file);
    return file;
  }

  async close(): Promise<void> {
    await Promise.all([...this.files.values()].map((file) => new Promise<void>((resolve) => file.once('close', resolve).end())));
  }
}

interface Line {
  readonly level?: string;
  readonly msg?: string;
  readonly err?: { readonly message?: string };
  readonly reason?: string;
}

const forPeople = (service: string, line: string): string => {
  const { level, msg, err, reason = err?.message } = parsed(line);
  return `${service} ${level}: ${msg}${reason ? ` (${reason})` : ''}`;
};

const parsed = (line: string): Line => {
  try {
    return JSON.parse(line) as Line;
  } catch {
    return { level: 'says', msg: line.trim() };
  }
};
