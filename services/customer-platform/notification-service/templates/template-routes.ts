import * as z from 'zod';
import { route } from '#kit';
import { kinds, locales } from '.';

const params = z.object({ name: z.string().max(64), locale: z.enum(locales) });

const words = { subject: z.string().min(1).max(200), text: z.string().min(1).max(10_000), html: z.string().min(1).max(10_000) };

const wording = z.object({ name: z.string(), locale: z.enum(locales), ...words, version: z.int() });

export const getTemplate = route({
  method: 'GET',
  path: '/notifications/templates/{name}/{locale}',
  summary: 'Shows the words of a template in one language',
  access: ['notifications:send'],
  params,
  answer: wording,
  version: ({ version }) => version,
});

export const putTemplate = route({
  method: 'PUT',
  path: '/notifications/templates/{name}/{locale}',
  summary: 'Changes the words of a template in one language, for all messages that are sent from now on',
  access: ['notifications:send'],
  params,
  ifMatch: true,
  body: z.object({ ...words, subject: words.subject.regex(/^[^\n\t]+$/, { message: 'a subject is one line' }) }),
  answer: wording,
  version: ({ version }) => version,
  problems: { 'unknown-template': 422, 'bad-template': 422 },
});

export const previewTemplate = route({
  method: 'POST',
  path: '/notifications/templates/{name}/{locale}/preview',
  summary: 'Shows a message as its reader would see it, in the words that hold or in new ones, and sends nothing',
  access: ['notifications:send'],
  params,
  body: z.object({
    wording: z.strictObject(words).optional(),
    data: z.record(z.string().max(64), z.union([kinds.lines, kinds.money])).default({}),
  }),
  answer: z.object(words),
  problems: { 'unknown-template': 422, 'bad-template': 422, 'missing-variable': 422 },
});
