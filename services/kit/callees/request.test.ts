import * as z from 'zod';
import { type CalleeRequest, isRepeatable, target } from './request';

const request = (change: Partial<CalleeRequest<unknown>>): CalleeRequest<unknown> => ({
  method: 'GET',
  path: '/users',
  route: '/users',
  answer: z.unknown(),
  ...change,
});

test.each<[Partial<CalleeRequest<unknown>>, boolean]>([
  [{ method: 'GET' }, true],
  [{ method: 'PUT' }, true],
  [{ method: 'DELETE' }, true],
  [{ method: 'POST' }, false],
  [{ method: 'PATCH' }, false],
  [{ method: 'POST', idempotencyKey: 'once' }, true],
  [{ method: 'PATCH', idempotencyKey: 'once' }, false],
  [{ method: 'POST', safe: true }, true],
  [{ method: 'POST', safe: false }, false],
])('%j may be repeated: %s', (change, repeatable) => expect(isRepeatable(request(change))).toBe(repeatable));

test('adds the query, encoded, without what is undefined', () =>
  expect(target('users', 'http://host', request({ query: { email: 'a&b=c', limit: 2, all: false, cursor: undefined } }))).toBe(
    'http://host/users?email=a%26b%3Dc&limit=2&all=false',
  ));

test.each(['/users/a%2Fb', '/users/..a/.b/...', '//users'])('%j stays at its host', (path) => {
  const { host, pathname } = new URL(target('users', 'http://host:1', request({ path })));
  expect([host, pathname]).toEqual(['host:1', path]);
});

test.each(['', 'users', '@evil/', '/..', '/users/../internal', '/users/%2e%2E/x', '/users/.', '/a/.\n./b', '/a\\..\\b', '/a?b=c', '/a#b'])(
  '%j is refused',
  (path) => expect(() => target('users', 'http://host', request({ path }))).toThrow('users: bad-path'),
);
