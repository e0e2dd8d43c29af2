import { createHmac, timingSafeEqual } from 'node:crypto';

/** What an address of ours allows. */
export interface Permit {
  readonly method: 'GET' | 'PUT';
  readonly bucket: string;
  readonly key: string;
  /** Seconds since 1970. */
  readonly expires: number;
  /** Of a PUT: what may be sent, to the byte. */
  readonly upload?: { readonly contentType: string; readonly sizeBytes: number; readonly sha256: string };
}

/** Signs addresses and knows its own signatures. */
export class AddressSigner {
  /** `key` is asked each time, so that it can be rotated. */
  constructor(private readonly key: () => string) {}

  /** The query of the address. */
  queryOf(permit: Permit): string {
    const { expires, upload } = permit;
    return new URLSearchParams({
      expires: String(expires),
      ...(upload && { type: upload.contentType, size: String(upload.sizeBytes), sha256: upload.sha256 }),
      signature: this.signatureOf(permit),
    }).toString();
  }

  /** The permit of an address that was signed here; nothing for any other. Whether it has expired is another question. */
  permitOf(asked: Pick<Permit, 'method' | 'bucket' | 'key'>, query: URLSearchParams): Permit | undefined {
    const [expires, size] = [Number(query.get('expires')), Number(query.get('size'))];
    const upload = { contentType: query.get('type') ?? '', sizeBytes: size, sha256: query.get('sha256') ?? '' };
    const { method, bucket, key } = asked;
    const permit: Permit = { method, bucket, key, expires, ...(method === 'PUT' && { upload }) };
    const given = Buffer.from(query.get('signature') ?? '');
    const right = Buffer.from(this.signatureOf(permit));
    return given.length === right.length && timingSafeEqual(given, right) ? permit : undefined;
  }

  private signatureOf({ method, bucket, key, expires, upload }: Permit): string {
    // As JSON, so that no two permits read the same.
    const text = JSON.stringify([method, bucket, key, expires, upload?.contentType, upload?.sizeBytes, upload?.sha256]);
    return createHmac('sha256', this.key()).update(text).digest('hex');
  }
}
