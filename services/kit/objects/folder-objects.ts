import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '../clock';
import { type ObjectFacts, Objects, type Upload } from '../ports/objects';
import { checkKey, placeOf } from './keys';
import { AddressSigner } from './signature';

interface FolderOptions {
  /** Absolute path of each bucket, by its name. */
  readonly folders: Readonly<Record<string, string>>;
  /** Where the service's own path is reached from outside. */
  readonly publicUrl: string;
  readonly signingKey: () => string;
  readonly clock: Clock;
}

/** Buckets that are folders, for a laptop and for tests. The service itself serves the addresses that it signs; see `serveObjects`. */
export class FolderObjects extends Objects {
  readonly signer: AddressSigner;

  constructor(private readonly options: FolderOptions) {
    super();
    this.signer = new AddressSigner(options.signingKey);
  }

  async put(bucket: string, key: string, bytes: Buffer, contentType: string): Promise<void> {
    const file = this.fileOf(bucket, key);
    await mkdir(dirname(file), { recursive: true });
    await replace(typeFileOf(file), contentType);
    await replace(file, bytes);
  }

  async get(bucket: string, key: string): Promise<Buffer | undefined> {
    return readFile(this.fileOf(bucket, key)).catch(whereNone);
  }

  async facts(bucket: string, key: string): Promise<ObjectFacts | undefined> {
    const bytes = await this.get(bucket, key);
    if (bytes === undefined) return undefined;
    const contentType = await readFile(typeFileOf(this.fileOf(bucket, key)), 'utf8').catch(whereNone);
    return { sizeBytes: bytes.length, contentType: contentType ?? 'application/octet-stream', sha256: sha256Of(bytes) };
  }

  async delete(bucket: string, key: string): Promise<void> {
    const file = this.fileOf(bucket, key);
    await Promise.all([rm(file, { force: true }), rm(typeFileOf(file), { force: true })]);
  }

  async uploadUrl(bucket: string, key: string, { forSeconds, ...upload }: Upload): Promise<string> {
    return this.urlOf('PUT', bucket, key, forSeconds, upload);
  }

  async downloadUrl(bucket: string, key: string, forSeconds: number): Promise<string> {
    return this.urlOf('GET', bucket, key, forSeconds);
  }

  now(): number {
    return this.options.clock.now().getTime() / 1000;
  }

  private urlOf(method: 'GET' | 'PUT', bucket: string, key: string, forSeconds: number, upload?: Omit<Upload, 'forSeconds'>): string {
    this.fileOf(bucket, key);
    const permit = { method, bucket, key, expires: Math.floor(this.now() + forSeconds), ...(upload && { upload }) };
    return `${this.options.publicUrl}/objects/${bucket}/${key}?${this.signer.queryOf(permit)}`;
  }

  private fileOf(bucket: string, key: string): string {
    checkKey(key);
    return join(placeOf(this.options.folders, bucket), key);
  }
}

/** Hexadecimal. */
export const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Beside the object, under a name that no key has. */
const typeFileOf = (file: string): string => `${file}~type`;

/** The whole of it or nothing, also when the process dies meanwhile. */
const replace = async (file: string, content: string | Buffer): Promise<void> => {
  const unfinished = `${file}~${randomUUID()}`;
  try {
    await writeFile(unfinished, content);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
};

const nothingThere = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

const whereNone = (error: NodeJS.ErrnoException): undefined => {
  if (nothingThere.has(error.code ?? '')) return undefined;
  throw error;
};
