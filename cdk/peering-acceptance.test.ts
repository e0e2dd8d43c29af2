import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';

interface Answer {
  readonly Status: string;
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
}

interface Ports {
  readonly stateOf: (region: string, id: string) => Promise<string | undefined>;
  readonly acceptIn: (region: string, id: string) => Promise<void>;
  readonly sleep: (ms: number) => Promise<void>;
  readonly respond: (url: string, answer: Answer) => Promise<void>;
}

/** The function as Lambda gets it; Jest loads no ES module by itself. */
const { handlerWith } = ((): { readonly handlerWith: (ports: Ports) => (event: object) => Promise<void> } => {
  const source = readFileSync(join(__dirname, 'peering-acceptance', 'index.mjs'), 'utf8');
  const { code } = transformSync(source, { module: { type: 'commonjs' }, jsc: { target: 'es2022' }, swcrc: false });
  const exported = {};
  new Function('exports', 'require', code)(exported, () => undefined);
  return exported as { handlerWith: (ports: Ports) => (event: object) => Promise<void> };
})();

/** Runs it against an attachment that goes through some states, the last of which it keeps. */
const run = async (states: readonly (string | undefined)[], event: object = {}) => {
  const answers: Answer[] = [];
  const accepted: string[] = [];
  let waited = 0;
  let asks = 0;
  await handlerWith({
    stateOf: async () => states[Math.min(asks++, states.length - 1)],
    acceptIn: async (region, id) => void accepted.push(`${id} in ${region}`),
    sleep: async (ms) => {
      waited += ms;
    },
    respond: async (_, answer) => void answers.push(answer),
  })({
    ...{ RequestType: 'Create', RequestId: 'request', ResponseURL: 'https://answer.test' },
    ResourceProperties: { AttachmentId: 'tgw-attach-1', Region: 'ap-south-1' },
    ...event,
  });
  return { answer: answers[0], answers: answers.length, accepted, waited };
};

test.each([
  ['asked', ['pendingAcceptance', 'pendingAcceptance', 'pending', 'available'], ['tgw-attach-1 in ap-south-1']],
  ['not there yet', [undefined, 'initiatingRequest', 'pendingAcceptance', 'available'], ['tgw-attach-1 in ap-south-1']],
  ['joined already', ['available'], []],
])('consents once and waits: %s', async (_, states, accepted) =>
  expect(await run(states)).toMatchObject({ accepted, answers: 1, answer: { Status: 'SUCCESS', PhysicalResourceId: 'tgw-attach-1' } }),
);

test.each([
  [['rejected'], "tgw-attach-1: not-joined: its state in ap-south-1 is 'rejected'; delete it there, then deploy again"],
  [
    ['pendingAcceptance'],
    'tgw-attach-1: not-joined: it is not available in ap-south-1 after 12 minutes; look at its state there, then deploy again',
  ],
])('says what is wrong, in time: %j', async (states, Reason) => {
  const { answer, waited } = await run(states);
  expect(answer).toMatchObject({ Status: 'FAILED', Reason });
  // Lambda ends it after 15 minutes.
  expect(waited).toBeLessThan(14 * 60_000);
});

test('names the property that is missing', async () =>
  expect((await run(['available'], { ResourceProperties: {} })).answer?.Reason).toBe(
    'ResourceProperties: missing-property: AttachmentId or Region is missing; add it to the resource',
  ));

test('deleting it asks nothing', async () => {
  const { answer, accepted } = await run(['pendingAcceptance'], { RequestType: 'Delete', PhysicalResourceId: 'tgw-attach-1' });
  expect([answer?.Status, answer?.PhysicalResourceId, accepted]).toEqual(['SUCCESS', 'tgw-attach-1', []]);
});
