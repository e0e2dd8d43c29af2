import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { type ObjectFacts, Objects, type Upload, uploadHeaders } from '../ports/objects';
import { sha256Of } from './folder-objects';
import { checkKey, placeOf } from './keys';

/** The service's connection to S3, with the role of its pod. */
export const s3Client = (region: string | undefined): S3Client =>
  new S3Client({
    ...(region && { region }),
    // The checksums that are needed are given; one of an empty body would be signed into each upload's address.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 1000, requestTimeout: 10_000 },
  });

/** Buckets of S3. */
export class S3Objects extends Objects {
  constructor(
    private readonly client: S3Client,
    /** Full name of each bucket, by its name in the definition. */
    private readonly buckets: Readonly<Record<string, string>>,
  ) {
    super();
  }

  async put(bucket: string, key: string, bytes: Buffer, contentType: string): Promise<void> {
    const checksum = base64Of(sha256Of(bytes));
    await this.client.send(
      new PutObjectCommand({ ...this.at(bucket, key), Body: bytes, ContentType: contentType, ChecksumSHA256: checksum }),
    );
  }

  async get(bucket: string, key: string): Promise<Buffer | undefined> {
    try {
      const { Body: body } = await this.client.send(new GetObjectCommand(this.at(bucket, key)));
      return Buffer.from((await body?.transformToByteArray()) ?? []);
    } catch (error) {
      return whereNone(error);
    }
  }

  async facts(bucket: string, key: string): Promise<ObjectFacts | undefined> {
    try {
      const head = await this.client.send(new HeadObjectCommand({ ...this.at(bucket, key), ChecksumMode: 'ENABLED' }));
      const { ContentLength: sizeBytes = 0, ContentType: contentType = 'application/octet-stream', ChecksumSHA256: checksum } = head;
      return { sizeBytes, contentType, sha256: checksum ? hexOf(checksum) : await this.hashOf(bucket, key) };
    } catch (error) {
      return whereNone(error);
    }
  }

  async delete(bucket: string, key: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand(this.at(bucket, key)));
  }

  async uploadUrl(bucket: string, key: string, upload: Upload): Promise<string> {
    const command = new PutObjectCommand({
      ...this.at(bucket, key),
      ContentType: upload.contentType,
      ContentLength: upload.sizeBytes,
      ChecksumSHA256: base64Of(upload.sha256),
    });
    const bound = new Set(['content-length', ...Object.keys(uploadHeaders(upload))]);
    // Left to itself the library would not sign the type, and move the checksum into the address.
    return getSignedUrl(this.client, command, {
      expiresIn: upload.forSeconds,
      signableHeaders: new Set(['host', ...bound]),
      unhoistableHeaders: bound,
    });
  }

  async downloadUrl(bucket: string, key: string, forSeconds: number): Promise<string> {
    return getSignedUrl(this.client, new GetObjectCommand(this.at(bucket, key)), { expiresIn: forSeconds });
  }

  /** Of an object that somebody stored without a checksum. */
  private async hashOf(bucket: string, key: string): Promise<string> {
    return sha256Of((await this.get(bucket, key)) ?? Buffer.alloc(0));
  }

  private at(bucket: string, key: string): { Bucket: string; Key: string } {
    checkKey(key);
    return { Bucket: placeOf(this.buckets, bucket), Key: key };
  }
}

const base64Of = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');
const hexOf = (base64: string): string => Buffer.from(base64, 'base64').toString('hex');

/** S3 says so with 404; whoever may not list the bucket is told 403, and gets the error. */
const whereNone = (error: unknown): undefined => {
  const { $metadata: answer } = error as { $metadata?: { httpStatusCode?: number } };
  if (answer?.httpStatusCode === 404 && (error as Error).name !== 'NoSuchBucket') return undefined;
  throw error;
};
