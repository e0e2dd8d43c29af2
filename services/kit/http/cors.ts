import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/** Headers of answers that a page of another origin may read. */
const exposed = [...['ETag', 'Location', 'Link', 'Retry-After', 'RateLimit', 'RateLimit-Policy', 'X-Request-Id', 'Idempotency-Replayed']];

/** Seconds for which a browser may remember what it was allowed. */
const remembered = 600;

/**
 * Lets pages of these origins ask, without cookies. Their preflights are answered before anybody is asked who he is; of all others nothing
 * is said, and their browser refuses.
 */
export const allowOrigins = (server: FastifyInstance, origins: readonly string[]): void => {
  if (origins.length === 0) return;
  const allowed = new Set(origins);
  void server.register(cors, {
    origin: (origin, decide) => decide(null, origin !== undefined && allowed.has(origin) && origin),
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: exposed,
    maxAge: remembered,
    strictPreflight: false,
  });
};
