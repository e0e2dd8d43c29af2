import { appendFileSync, closeSync, existsSync, openSync, readSync, statSync, truncateSync } from 'node:fs';

/** Bytes in order, to which whole lines are added. */
export interface Store {
  readonly name: string;
  readonly size: number;
  /** Adds all of the text or none of it. */
  append(lines: string): void;
  read(position: number, length: number): Buffer;
  /** Forgets what lies behind so many bytes. */
  cut(size: number): void;
}

/** A file. What was appended outlives the process, however it ends; a crash of the machine may cost the last seconds. */
export class FileStore implements Store {
  size: number;

  constructor(readonly name: string) {
    this.size = existsSync(name) ? statSync(name).size : 0;
  }

  append(lines: string): void {
    try {
      appendFileSync(this.name, lines);
    } catch (error) {
      // Half a line on a full disk would make one broken line with the next record.
      if (existsSync(this.name)) truncateSync(this.name, this.size);
      throw error;
    }
    this.size += Buffer.byteLength(lines);
  }

  read(position: number, length: number): Buffer {
    const file = openSync(this.name, 'r');
    try {
      const buffer = Buffer.allocUnsafe(Math.min(length, this.size - position));
      return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, position));
    } finally {
      closeSync(file);
    }
  }

  cut(size: number): void {
    if (size < this.size) truncateSync(this.name, size);
    this.size = Math.min(size, this.size);
  }
}

/** Memory, for tests. */
export class MemoryStore implements Store {
  private bytes = Buffer.alloc(1024);
  size = 0;

  constructor(readonly name: string) {}

  append(lines: string): void {
    const size = this.size + Buffer.byteLength(lines);
    if (size > this.bytes.length) this.bytes = Buffer.concat([this.bytes], size * 2);
    this.bytes.write(lines, this.size);
    this.size = size;
  }

  read(position: number, length: number): Buffer {
    return this.bytes.subarray(position, Math.min(position + length, this.size));
  }

  cut(size: number): void {
    this.size = Math.min(size, this.size);
  }
}
