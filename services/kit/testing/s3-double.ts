import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came. */
export interface S3Request {
  readonly method: string;
  /** `/bucket/key`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

/** A server that keeps objects as S3 does. It refuses what is not signed, and an upload without a header that was signed. */
export interface S3Double {
  readonly url: string;
  readonly requests: readonly S3Request[];
  close(): void;
}

interface Kept {
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the signature covers, from the address or the header. */
const signedHeaders = ({ query, headers }: S3Request): string[] | undefined =>
  (query.get('X-Amz-SignedHeaders') ?? /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1])?.split(';');

const error = (code: string): string => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ */
export const s3Double = async (): Promise<S3Double> => {
  const objects = new Map<string, Kept>();
  const requests: S3Request[] = [];
  const answer = (request: S3Request): { status: number; headers?: Readonly<Record<string, string>>; body?: string | Buffer } => {
    const { method, path, headers, bytes } = request;
    const signed = signedHeaders(request);
    if (signed === undefined || signed.some((name) => headers[name] === undefined))
      return { status: 403, body: error('SignatureDoesNotMatch') };
    if (method === 'PUT') {
      const kept = { 'content-type': String(headers['content-type']), 'x-amz-checksum-sha256': String(headers['x-amz-checksum-sha256']) };
      objects.set(path, { bytes, headers: kept });
      return { status: 200 };
    }
    if (method === 'DELETE') return objects.delete(path) ? { status: 204 } : { status: 204 };
    const found = objects.get(path);
    if (found === undefined) return { status: 404, ...(method === 'GET' && { body: error('NoSuchKey') }) };
    return {
      status: 200,
      headers: { ...found.headers, 'content-length': String(found.bytes.length) },
      ...(method === 'GET' && { body: found.bytes }),
    };
  };
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const [path = '', query] = (incoming.url ?? '').split('?');
    const request = {
      method: incoming.method ?? '',
      path,
      query: new URLSearchParams(query),
      headers: incoming.headers,
      bytes: Buffer.concat(chunks),
    };
    requests.push(request);
    const { status, headers = {}, body } = answer(request);
    response.writeHead(status, headers).end(body);
  });
  const url = await new Promise<string>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  );
  return {
    url,
    requests,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
