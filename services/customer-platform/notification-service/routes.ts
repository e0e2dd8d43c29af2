import * as z from 'zod';
import { pageOf, pageQuery, route } from '#kit';
import { channels } from './channel';
import { kinds } from './templates';

const channel = z.enum(channels);
const state = z.enum(['queued', 'sending', 'sent', 'failed', 'suppressed', 'unknown']);

const message = z.object({
  id: z.uuid(),
  template: z.string(),
  channel,
  state,
  /** Why it was not sent. */
  code: z.string().nullable(),
  userId: z.uuid().nullable(),
  attempts: z.int(),
  createdAt: z.iso.datetime(),
  sentAt: z.iso.datetime().nullable(),
  /** When it is tried again. */
  nextAt: z.iso.datetime().nullable(),
});

export type Message = z.output<typeof message>;

const preference = z.strictObject({ category: z.enum(['transactional', 'marketing']), channel, enabled: z.boolean() });

export type Preference = z.output<typeof preference>;

const preferences = z.object({ data: z.array(preference) });

/** Sends a message to a person; by webhook to each of their endpoints that wants to know, of which the answer names the first message. */
export const sendMessage = route({
  method: 'POST',
  path: '/notifications/messages',
  summary: 'Sends a message to a person',
  access: ['notifications:send'],
  idempotency: 'required',
  body: z.object({
    template: z.string().max(64),
    channel,
    to: z.strictObject({ userId: z.uuid() }),
    data: z.record(z.string().max(64), z.union([kinds.lines, kinds.money])).default({}),
  }),
  status: 202,
  answer: z.object({ messageId: z.uuid() }),
  location: ({ messageId }) => `/notifications/messages/${messageId}`,
  problems: { 'unknown-template': 422, 'missing-variable': 422, 'no-contact': 422 },
});

export const listMessages = route({
  method: 'GET',
  path: '/notifications/messages',
  summary: "Lists a person's messages, newest first",
  access: ['notifications:own', 'notifications:read'],
  query: z.object({ ...pageQuery, state: state.optional(), template: z.string().max(64).optional(), userId: z.uuid().optional() }),
  answer: pageOf(message),
});

export const getMessage = route({
  method: 'GET',
  path: '/notifications/messages/{id}',
  summary: 'Shows what became of a message; its words to its reader only, and never those that carry a token',
  access: ['notifications:own', 'notifications:read'],
  params: z.object({ id: z.uuid() }),
  answer: message.extend({ body: z.string().nullable() }),
});

export const getPreferences = route({
  method: 'GET',
  path: '/notifications/preferences',
  summary: 'Shows which messages the caller gets',
  access: ['notifications:own'],
  answer: preferences,
});

export const putPreferences = route({
  method: 'PUT',
  path: '/notifications/preferences',
  summary: 'Says which messages the caller wants; what is not named stays as it is',
  access: ['notifications:own'],
  body: z.object({
    data: z
      .array(preference)
      .min(1)
      .max(10)
      .refine((all) => new Set(all.map((each) => `${each.category} ${each.channel}`)).size === all.length, { message: 'name each once' }),
  }),
  answer: preferences,
  problems: { 'transactional-required': 422, 'no-consent': 422 },
});

/** @see https://www.rfc-editor.org/rfc/rfc8058 */
export const unsubscribe = route({
  method: 'POST',
  path: '/notifications/unsubscribe',
  summary: 'Ends marketing mail for the person to whom the link was sent',
  access: 'public',
  form: true,
  query: z.object({ token: z.string().max(200) }),
  body: z.object({ 'List-Unsubscribe': z.literal('One-Click') }),
  problems: { 'invalid-link': 400 },
});
