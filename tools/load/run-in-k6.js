// What the scripts have in common. k6 loads it together with the visitor's TypeScript, which it understands from 0.57 on.
import { sleep } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';
import { Counter, Rate } from 'k6/metrics';
import { Visitor } from './visitor.ts';

const { LOAD_URL = 'http://localhost:8080', LOAD_EMAIL = '', LOAD_PASSWORD = '', LOAD_USERS = '1', LOAD_SCALE = '1' } = __ENV;
const scale = Number(LOAD_SCALE);

const errors = new Rate('errors');
const limited = new Counter('limited');

/** Flows begun in a second, by stage; all rates are multiplied by `LOAD_SCALE`. */
export const load = (name, mostVisitors, stages) => ({
  [name]: {
    executor: 'ramping-arrival-rate',
    timeUnit: '1s',
    startRate: 0,
    preAllocatedVUs: Math.ceil((mostVisitors * scale) / 10),
    maxVUs: Math.ceil(mostVisitors * scale),
    stages: stages.map(({ target, duration }) => ({ target: Math.ceil(target * scale), duration })),
  },
});

let visitor;

/** `{user}` in the address is a number from 1 to `LOAD_USERS`, so that visitors are several people. */
const arrive = (visits) => {
  const user = String(1 + ((exec.vu.idInTest - 1) % Number(LOAD_USERS)));
  return new Visitor({ visits, known: { email: LOAD_EMAIL.replace('{user}', user), password: LOAD_PASSWORD } });
};

/** Walks through one flow. The session stays for the next one. */
export const visit = (visits) => {
  visitor ??= arrive(visits);
  do {
    const { step, method, path, headers, body } = visitor.next();
    const tags = { step: step.name, name: `${method} ${step.path}` };
    const answer = http.request(method, LOAD_URL + path, body, { headers, tags });
    const verdict = visitor.judge(answer.status, answer.body ?? '');
    errors.add(verdict.is === 'wrong', tags);
    if (verdict.is === 'limited') limited.add(1, tags);
    if (verdict.is === 'wrong') console.warn(`${step.name}: ${verdict.why}`);
    if (visitor.waits) sleep(0.2);
  } while (!visitor.rests);
};
