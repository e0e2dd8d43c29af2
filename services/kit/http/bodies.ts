import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { known, validationFailed } from './problem';
import type { AnyRoute } from './route';
import type { Work } from './work';

const deepest = 32;
const longest = 10_000;

type Parse = (bytes: Buffer, contract: AnyRoute | undefined) => unknown;

/** Teaches the server to read JSON, and forms where a route takes them; and to keep the bytes where a route wants them. */
export const readBodies = (server: FastifyInstance): void => {
  server.removeAllContentTypeParsers();
  const read = (type: string, parse: Parse): void => {
    server.addContentTypeParser<Buffer>(type, { parseAs: 'buffer' }, (request, bytes, done) => {
      try {
        done(null, bodyOf(request, bytes, parse));
      } catch (error) {
        done(error as Error);
      }
    });
  };
  read('application/json', parseJson);
  read('application/x-www-form-urlencoded', parseForm);
  read('*', () => {
    throw known('unsupported-media-type', 'send application/json');
  });
};

const bodyOf = (request: FastifyRequest, bytes: Buffer, parse: Parse): unknown => {
  const work = request.work as Work;
  const { contract } = work;
  if (contract?.raw) work.rawBody = bytes;
  // Nobody looks at the body of a request to nowhere, or at one that its handler reads itself.
  return request.is404 || (contract?.raw && contract.body === undefined) ? undefined : parse(bytes, contract);
};

/** Bytes that are no UTF-8 would become other characters without a word. */
const textOf = (bytes: Buffer): string => {
  if (!isUtf8(bytes)) throw known('malformed-json', 'the body is not UTF-8');
  return bytes.toString();
};

const parseForm: Parse = (bytes, contract) => {
  if (contract?.form !== true) throw known('unsupported-media-type', 'send application/json');
  const text = textOf(bytes);
  const form = Object.fromEntries(new URLSearchParams(text));
  refuseTexts(form);
  return form;
};

const parseJson: Parse = (bytes) => {
  const text = textOf(bytes);
  if (text === '') return undefined;
  if (mayBeDeep(text)) refuseDepth(text);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw known('malformed-json', 'the body is not JSON');
  }
  // Cheap to look for and rare to find: only then is the whole body searched.
  if (text.length > longest || text.includes('\\') || text.includes('__proto__') || text.includes('\u007f')) refuseTexts(body);
  return body;
};

const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = [34, 92, 91, 93, 123, 125];

/** Most bodies have fewer brackets than they may have levels, and need no closer look. */
const mayBeDeep = (text: string): boolean => {
  let brackets = 0;
  for (const bracket of ['{', '['])
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      brackets += 1;
      if (brackets > deepest) return true;
    }
  return false;
};

/** Before anything walks through the body by calling itself. Brackets inside texts do not count. */
const refuseDepth = (text: string): void => {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfText(text, at);
    else if (code === openBrace || code === openBracket) depth += 1;
    else if (code === closeBrace || code === closeBracket) depth -= 1;
    if (depth > deepest) throw known('malformed-json', `the body is nested deeper than ${deepest} levels`);
  }
};

const endOfText = (text: string, start: number): number => {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1;
  return at;
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const control = /[\u0000-\u0008\u000b-\u001f\u007f]|\p{Surrogate}/u;

/** Whether a text has control characters besides line feed and tab, or half a pair of surrogates. PostgreSQL cannot store all of them. */
export const isUnstorable = (text: string): boolean => control.test(text);

/** What is said of such a text. */
export const unstorable = { code: 'control-character', detail: 'of the control characters only line feed and tab are allowed' };

const refuseTexts = (value: unknown, pointer = ''): void => {
  if (typeof value === 'string') {
    if (isUnstorable(value)) throw validationFailed([{ pointer, ...unstorable }]);
    if (value.length > longest) throw validationFailed([{ pointer, code: 'too-long', detail: `${longest} characters at most` }]);
  } else if (Array.isArray(value)) value.forEach((each, at) => void refuseTexts(each, `${pointer}/${at}`));
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      refuseKey(key, pointer);
      refuseTexts(inner, `${pointer}/${pointed(key)}`);
    }
};

const refuseKey = (key: string, pointer: string): void => {
  if (isUnstorable(key)) throw validationFailed([{ pointer, ...unstorable }]);
  if (key === '__proto__') throw validationFailed([{ pointer: `${pointer}/${key}`, code: 'unknown-key', detail: 'this key is not known' }]);
};

/** A key as it stands in a JSON Pointer. @see https://www.rfc-editor.org/rfc/rfc6901 */
export const pointed = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
