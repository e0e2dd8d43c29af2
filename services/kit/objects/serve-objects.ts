import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from '../http/answer';
import { known, notFound, type Problem } from '../http/problem';
import { type FolderObjects, sha256Of } from './folder-objects';
import type { Permit } from './signature';

interface ServeOptions {
  readonly objects: FolderObjects;
  /** The service's path: `/products`. */
  readonly path: string;
  readonly problemBaseUrl: string;
}

type ObjectRequest = FastifyRequest<{ Params: { bucket: string; '*': string } }>;

const largestBytes = 100 * 1024 * 1024;

/** Serves what S3 serves in a cluster: `PUT` and `GET` of the addresses that were signed here, and of no others. */
export const serveObjects = (server: FastifyInstance, { objects, path, problemBaseUrl }: ServeOptions): void => {
  const permits = new WeakMap<FastifyRequest, Permit>();
  const allow = (method: Permit['method']) => async (request: FastifyRequest) => {
    const { bucket, '*': key } = (request as ObjectRequest).params;
    const query = new URLSearchParams(request.url.split('?')[1] ?? '');
    const permit = objects.signer.permitOf({ method, bucket, key }, query);
    if (permit === undefined) throw forbidden('the address is not one that was given out here');
    if (permit.expires < objects.now()) throw forbidden('the address has expired; ask for a new one');
    if (permit.upload) holdAgainst(permit.upload, request);
    permits.set(request, permit);
  };
  const permitOf = (request: FastifyRequest): Permit => permits.get(request) as Permit;

  const put = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { bucket, key, upload } = permitOf(request);
    const bytes = request.body as Buffer;
    if (sha256Of(bytes) !== upload?.sha256) throw known('malformed-request', 'the bytes do not have the SHA-256 that was announced');
    await objects.put(bucket, key, bytes, upload.contentType);
    return reply.code(200).send();
  };

  const get = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { bucket, key } = permitOf(request);
    const [bytes, facts] = await Promise.all([objects.get(bucket, key), objects.facts(bucket, key)]);
    if (bytes === undefined || facts === undefined) throw notFound();
    // It comes from somebody: a browser must not run it in this origin.
    const headers = { 'content-type': facts.contentType, 'cache-control': 'no-store', 'content-security-policy': 'sandbox' };
    return reply.headers(headers).send(bytes);
  };

  // Apart, because everywhere else a body is JSON.
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.setErrorHandler((error, request, reply) => void sendProblem(error, request, reply, problemBaseUrl));
    const address = `${path}/objects/:bucket/*`;
    scope.put(address, { bodyLimit: largestBytes, onRequest: allow('PUT') }, put);
    scope.get(address, { onRequest: allow('GET') }, get);
  });
};

const forbidden = (detail: string): Problem => known('forbidden', detail);

/** Before the body is read. */
const holdAgainst = (upload: NonNullable<Permit['upload']>, { headers }: FastifyRequest): void => {
  const { 'content-type': type, 'content-length': length, 'x-amz-checksum-sha256': checksum } = headers;
  if (type !== upload.contentType) throw forbidden(`send 'content-type: ${upload.contentType}', which the address is for`);
  if (Number(length) !== upload.sizeBytes) throw forbidden(`send ${upload.sizeBytes} bytes, which the address is for`);
  const announced = Buffer.from(upload.sha256, 'hex').toString('base64');
  if (checksum !== announced) throw forbidden(`send 'x-amz-checksum-sha256: ${announced}', which the address is for`);
};
