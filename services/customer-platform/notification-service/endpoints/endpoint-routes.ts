import * as z from 'zod';
import { pageOf, pageQuery, route } from '#kit';
import { openTemplates } from '../templates';

const event = z.enum(openTemplates as [string, ...string[]]);

const endpoint = z.object({
  id: z.uuid(),
  url: z.string(),
  events: z.array(z.string()),
  /** Why nothing is sent any more: it failed for five days, or said that it is gone. */
  disabledAt: z.iso.datetime().nullable(),
  failures: z.int(),
  createdAt: z.iso.datetime(),
});

export type Endpoint = z.output<typeof endpoint>;

/** Where a caller is told by webhook. */
export const listEndpoints = route({
  method: 'GET',
  path: '/notifications/endpoints',
  summary: "Lists the caller's endpoints, newest first",
  access: ['notifications:own'],
  query: z.object(pageQuery),
  answer: pageOf(endpoint),
});

/** @see https://www.standardwebhooks.com/ */
export const addEndpoint = route({
  method: 'POST',
  path: '/notifications/endpoints',
  summary: 'Adds an address that is told of messages to the caller; the secret of its signatures is shown this one time',
  access: ['notifications:own'],
  idempotency: 'required',
  body: z.object({
    url: z.string().max(2000),
    events: z
      .array(event)
      .min(1)
      .max(50)
      .refine((all) => new Set(all).size === all.length, { message: 'name each once' }),
  }),
  status: 201,
  /** The secret is absent when the request is repeated. */
  answer: endpoint.extend({ secret: z.string().optional() }),
  problems: { 'private-address': 422, 'too-many-endpoints': 422 },
});

export const removeEndpoint = route({
  method: 'DELETE',
  path: '/notifications/endpoints/{id}',
  summary: 'Ends the webhooks to an endpoint',
  access: ['notifications:own'],
  params: z.object({ id: z.uuid() }),
});
