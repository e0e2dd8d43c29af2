import { STATUS_CODES } from 'node:http';
import { type Json, mediaOf } from './media';
import { everywhere } from './problem';
import { type AnyRoute, statusOf } from './route';

/** How a good answer is described. */
export const goodAnswer = (contract: AnyRoute): Json => {
  const { answer, lines, limits } = contract;
  const type = lines ? 'application/x-ndjson' : 'application/json';
  return {
    description: lines ? 'Lines of JSON, each as the schema says' : STATUS_CODES[statusOf(contract)],
    ...(limits && { headers: limitHeaders }),
    ...(answer && { content: { [type]: mediaOf(answer, 'output') } }),
  };
};

const text = (description: string): Json => ({ description, schema: { type: 'string' } });

const limitHeaders = {
  RateLimit: text('What is left of the limit that is nearest to its end, and in how many seconds it is whole: `"login";r=4;t=12`.'),
  'RateLimit-Policy': text('That limit: requests in seconds: `"login";q=5;w=60`.'),
};

const retryHeader = { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } } };

/** How the problems of a route are described, by status. */
export const badAnswers = (contract: AnyRoute): Json => {
  const byStatus = new Map<number, string[]>();
  for (const [code, status] of [...commonTo(contract), ...Object.entries(contract.problems ?? {})])
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, codes]) => [
        status,
        {
          ...problemAnswer(codes),
          content: contentOf(codes, contract),
          ...(status === 429 && { headers: { ...retryHeader, ...limitHeaders } }),
        },
      ]),
  );
};

/** A status may stand for problems of the route, told in its own way, and for those of every route. */
const contentOf = (codes: readonly string[], { problems = {}, problemBody }: AnyRoute): Json => {
  const own = problemBody ? codes.filter((code) => code in problems) : [];
  return {
    ...(own.length < codes.length && asProblem),
    ...(problemBody && own.length > 0 && { 'application/json': mediaOf(problemBody, 'output') }),
  };
};

const asProblem: Json = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

export const problemAnswer = (codes: readonly string[]): Json => ({
  description: codes.map((code) => `\`${code}\``).join(', '),
  content: asProblem,
});

/** What has little to do with the route: requests that hardly are one, and what the service itself needs. */
export const anywhere = [
  ...['malformed-request', 'request-timeout', 'url-too-long', 'expectation-failed', 'headers-too-large'],
  ...['identity-unavailable', 'database-unavailable', 'overloaded'],
];

const commonTo = ({ path, raw, access, fresh, params, query, body, idempotency, ifMatch }: AnyRoute): [string, number][] => {
  const codes = [
    ...(body ? ['malformed-json', 'unsupported-media-type'] : []),
    ...(body || raw ? ['body-too-large'] : []),
    ...(body || query ? ['validation-failed'] : []),
    ...(access === 'public' ? [] : ['unauthenticated']),
    ...(Array.isArray(access) ? ['forbidden'] : []),
    ...(fresh ? ['reauthentication-required'] : []),
    ...(params ? ['not-found'] : []),
    ...(idempotency === 'required' ? ['idempotency-key-required'] : []),
    ...(idempotency ? ['idempotency-key-reused', 'request-in-progress'] : []),
    ...(ifMatch ? ['precondition-required', 'stale-version'] : []),
    ...(path.startsWith('/internal/') ? [] : ['rate-limited']),
    'internal',
  ];
  return codes.map((code) => [code, everywhere[code] ?? 500]);
};
