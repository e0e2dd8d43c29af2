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

/** The headers that a PUT to an upload's address must carry, besides its length: they are part of what was signed. */
export const uploadHeaders = ({ contentType, sha256 }: Pick<Upload, 'contentType' | 'sha256'>): Readonly<Record<string, string>> => ({
  'content-type': contentType,
  'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64'),
});

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
  /** An address to which one may PUT exactly these bytes, without a token, with the headers of `uploadHeaders`. */
  abstract uploadUrl(bucket: string, key: string, upload: Upload): Promise<string>;
  /**
   * An address from which one may GET the object, without a token. In a cluster it also ends with the login of the pod that made it, after
   * some hours: make it when it is asked for, and do not keep it.
   */
  abstract downloadUrl(bucket: string, key: string, forSeconds: number): Promise<string>;
}
