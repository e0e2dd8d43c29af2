import { isUtf8 } from 'node:buffer';
import type { BusRecord, ReceivedRecord } from './bus';
import type { Store } from './local-store';

/** Where a group goes on. */
export interface Place {
  /** Of the next record. */
  readonly offset: number;
  /** Of the next record's line, in bytes. */
  readonly position: number;
}

const chunk = 65_536;
const roomy = 64 * 1024 * 1024;

interface Line {
  readonly offset: number;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value?: string;
  /** The value where it is not text. */
  readonly base64?: string;
}

const encode = (offset: number, { key, headers, value }: BusRecord): string => {
  const line: Line = { offset, key, headers, ...(isUtf8(value) ? { value: value.toString() } : { base64: value.toString('base64') }) };
  return `${JSON.stringify(line)}\n`;
};

const decode = (text: string, topic: string, partition: number): ReceivedRecord => {
  const { offset, key, headers, value, base64 }: Line = JSON.parse(text);
  return {
    topic,
    partition,
    offset: String(offset),
    key,
    headers,
    value: base64 === undefined ? Buffer.from(value ?? '') : Buffer.from(base64, 'base64'),
  };
};

/** The offset stands first, so that a line need not be parsed to be counted. */
const offsetOf = (text: string, file: string): number => {
  const offset = /^\{"offset":(\d+),/.exec(text)?.[1];
  if (offset === undefined)
    throw new Error(`${file}: broken-line: expected a record, found '${text.slice(0, 40)}'; delete the file, its records are lost`);
  return Number(offset);
};

/**
 * The records of one partition, a JSON line each, and the place of each group in them. Once every group has read everything the lines
 * are dropped: at open always, later when they exceed 64 MiB. Until then a new group starts at the earliest.
 */
export class PartitionLog {
  private readonly places = new Map<string, Place>();
  private end: number;
  private start: Place;

  /** `offsets` are those that groups had reached before; an unfinished last line, left by a crash, is cut off. */
  constructor(
    private readonly topic: string,
    private readonly partition: number,
    private readonly store: Store,
    offsets: ReadonlyMap<string, number>,
  ) {
    this.end = Math.max(0, ...offsets.values());
    this.start = { offset: this.end, position: 0 };
    this.open(offsets);
    if (offsets.size > 0) this.drop(0);
  }

  append(records: readonly BusRecord[]): void {
    this.store.append(records.map((record, index) => encode(this.end + index, record)).join(''));
    this.end += records.length;
    this.drop(roomy);
  }

  /** How many records the group has not read. */
  waiting(group: string): number {
    return this.end - this.place(group).offset;
  }

  /** Where the group goes on: a new one with the earliest record that is kept. */
  place(group: string): Place {
    const place = this.places.get(group) ?? this.start;
    this.places.set(group, place);
    return place;
  }

  /** Up to `most` of the group's next records, and its place once they are handled. */
  read(group: string, most: number): { readonly records: ReceivedRecord[]; readonly next: Place } {
    const records: ReceivedRecord[] = [];
    let { offset, position } = this.place(group);
    for (const line of this.lines(position)) {
      const record = decode(line.text, this.topic, this.partition);
      records.push(record);
      offset = Number(record.offset) + 1;
      position = line.end;
      if (records.length === most) break;
    }
    return { records, next: { offset: position >= this.store.size ? this.end : offset, position } };
  }

  /** The group has handled everything before this place. */
  advance(group: string, next: Place): void {
    this.places.set(group, next);
    this.drop(roomy);
  }

  private open(offsets: ReadonlyMap<string, number>): void {
    let size = 0;
    for (const { text, end } of this.lines(0)) {
      const offset = offsetOf(text, this.store.name);
      if (size === 0) this.start = { offset, position: 0 };
      for (const [group, reached] of offsets)
        if (reached <= offset && !this.places.has(group)) this.places.set(group, { offset, position: size });
      this.end = Math.max(this.end, offset + 1);
      size = end;
    }
    this.store.cut(size);
    for (const group of offsets.keys()) if (!this.places.has(group)) this.places.set(group, { offset: this.end, position: size });
  }

  private drop(above: number): void {
    if (this.store.size <= above) return;
    for (const { offset } of this.places.values()) if (offset < this.end) return;
    this.store.cut(0);
    this.start = { offset: this.end, position: 0 };
    for (const group of this.places.keys()) this.places.set(group, this.start);
  }

  /** Whole lines from a position on. */
  private *lines(from: number): Generator<{ readonly text: string; readonly end: number }> {
    for (let position = from, length = chunk; position < this.store.size; ) {
      const bytes = this.store.read(position, length);
      let used = 0;
      for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, used)) {
        const text = bytes.toString('utf8', used, at);
        used = at + 1;
        yield { text, end: position + used };
      }
      if (used === 0 && position + bytes.length >= this.store.size) return;
      length = used === 0 ? length * 2 : chunk;
      position += used;
    }
  }
}
