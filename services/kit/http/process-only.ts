import type { FastifyInstance } from 'fastify';
import { notFound } from './problem';

/** What the cluster asks of a process, and what operators ask of it. */
const own = /^\/(health|metrics|info|internal)(\/|\?|$)/;

/** Lets a process that only works off events and queues answer nothing but what the cluster and its operators ask: callers are for others. */
export const serveProcessOnly = (server: FastifyInstance): void => {
  server.addHook('onRequest', (request, _reply, done) => done(own.test(request.raw.url ?? '') ? undefined : notFound()));
};
