import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Replay } from './idempotency';
import type { AnyRoute } from './route';
import type { Work } from './work';

/** Status and headers of good answers, from their contracts. */
export const describeAnswers = (server: FastifyInstance): void => {
  server.addHook('preSerialization', (request, reply, payload, done) => {
    const { contract } = request.work as Work;
    if (contract === undefined || reply.statusCode >= 400) return done(null, payload);
    const { cache = 'no-store' } = contract;
    const control = typeof cache === 'string' ? cache : cache(payload);
    reply.header('cache-control', control);
    // A public answer may show more to some callers than to others.
    if (control !== 'no-store') reply.header('vary', varyOf(reply.getHeader('vary')));
    describe(reply, contract, payload);
    const seen = request.headers['if-none-match'];
    if (seen && contract.version && request.method === 'GET' && isAmong(seen, String(reply.getHeader('etag')))) reply.code(304);
    done(null, payload);
  });
};

const varyOf = (present: unknown): string => (present === undefined ? 'authorization' : `${present}, authorization`);

/** Sends what a handler gave back. */
export const sendAnswer = (reply: FastifyReply, body: unknown): FastifyReply => {
  const work = reply.request.work as Work;
  if (work.contract?.lines) return sendLines(reply, work, body);
  // Without a body nothing is serialized, so nobody else says that it is not to be kept.
  return (body === undefined ? reply.header('cache-control', 'no-store') : reply).send(body);
};

/** Nest has taken the first line already, so that what failed before it is a problem; where there was none it gives nothing. */
const sendLines = (reply: FastifyReply, work: Work, body: unknown): FastifyReply => {
  const lines = body instanceof StreamableFile ? body.getStream() : Readable.from([]);
  lines.on('error', (error) => {
    work.failed = true;
    work.log.error({ err: error }, 'the answer ended before its last line');
  });
  if (work.nextCursor !== undefined) reply.header('x-next-cursor', work.nextCursor);
  return reply.headers({ 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' }).send(lines);
};

/** Gives an answer that was given before. */
export const sendReplay = (reply: FastifyReply, contract: AnyRoute, { status, body }: Replay): FastifyReply => {
  reply.code(status).header('idempotency-replayed', 'true').header('cache-control', 'no-store');
  if (body === undefined) return reply.send();
  describe(reply, contract, JSON.parse(body));
  return reply.header('content-type', 'application/json; charset=utf-8').send(body);
};

const describe = (reply: FastifyReply, contract: AnyRoute, value: unknown): void => {
  if (contract.version) reply.header('etag', `"${contract.version(value)}"`);
  if (contract.location) reply.header('location', contract.location(value));
};

/** @see https://www.rfc-editor.org/rfc/rfc9110#name-if-none-match */
const isAmong = (header: string, tag: string): boolean =>
  header === '*' || header.split(',').some((each) => each.trim().replace(/^W\//, '') === tag);
