/** What is known of an object without reading it. */
export interface ObjectFacts {
  readonly sizeBytes: number;
  readonly contentType: string;
  /** Hexadecimal, as it was given or found when it was stored. */
  readonly sha256: string;
}

/** What somebody may upload, to the byte. */
export interface Upload {
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** How long the address is good. */
  readonly forSeconds: number;
}

/**
 * The service's buckets by the names in its definition: S3 in a cluster, folders on a laptop. Keys are of `[a-z0-9/._-]`, without `..`.
 */
export abstract class Objects {
  abstract put(bucket: string, key: string, bytes: Buffer, contentType: string): Promise<void>;
  /** `undefined` where there is no such object. */
  abstract get(bucket: string, key: string): Promise<Buffer | undefined>;
  /** `undefined` where there is no such object. The hash is of the bytes that are there. */
  abstract facts(bucket: string, key: string): Promise<ObjectFacts | undefined>;
  /** Fine where there is none. */
  abstract delete(bucket: string, key: string): Promise<void>;
  /** An address to which one may PUT exactly these bytes, without a token. */
  abstract uploadUrl(bucket: string, key: string, upload: Upload): Promise<string>;
  /** An address from which one may GET the object, without a token. */
  abstract downloadUrl(bucket: string, key: string, forSeconds: number): Promise<string>;
}
