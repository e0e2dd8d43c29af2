import { progressOn } from './progress';
import { type Listener, runSteps } from './run';
import type { Step } from './step';
import { type Answer, recording } from './testing';

const silent: Listener = { begins: () => undefined, says: () => undefined, ends: () => undefined };

const step = (fields: Partial<Step> = {}): Step => ({ what: 'it', command: ['do', 'it'], why: 'because', otherwise: 'do not', ...fields });

const ran = async (steps: readonly Step[], answers: Parameters<typeof recording>[0] = []) => {
  const port = recording(answers);
  const outcomes = await runSteps(steps, port, silent);
  return { port, ran: port.ran, results: outcomes.map(({ result }) => result), outcomes };
};

/** Answers one after the other; the last one for ever. */
const inTurn = (...answers: Answer[]) => {
  let next = 0;
  return () => answers[Math.min(next++, answers.length - 1)] ?? '';
};

const failing = { code: 3, stderr: 'no\nnever' };

test('steps are run one after the other, until one fails', async () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => step({ command: [name] })) as [Step, Step, Step];
  const { ran: lines, results, outcomes } = await ran([a, b, c], [[/^b/, failing]]);
  expect(lines).toEqual(['a', 'b']);
  expect(results).toEqual(['done', 'failed']);
  expect(outcomes[1]?.failure).toEqual({ command: ['b'], code: 3, said: ['no', 'never'] });
});

test('a step that was done before is spared', async () => {
  const once = step({ unless: ['was', 'it'] });
  expect(await ran([once])).toMatchObject({ ran: ['was it'], results: ['spared'] });
  expect(await ran([once], [[/^was/, failing]])).toMatchObject({ ran: ['was it', 'do it'], results: ['done'] });
});

describe('a step for each answer', () => {
  const each = step({ each: [['zones'], ['records', '{1}']], command: ['delete', '{1}', '{2}'] });

  test('asks on, and is run for every last answer', async () => {
    const answers = [
      [/^zones/, 'Z1\nZ2\n'],
      [/^records Z1/, 'Z1\ta\nZ1\tb\n'],
      [/^records Z2/, 'None\n'],
    ] as const;
    expect(await ran([each], answers)).toMatchObject({
      ran: ['zones', 'records Z1', 'records Z2', 'delete Z1 a', 'delete Z1 b'],
      results: ['done'],
    });
  });

  test('has nothing to do where there is no answer', async () =>
    expect(await ran([each])).toMatchObject({ ran: ['zones'], results: ['spared'] }));

  test('fails with a question that fails', async () => {
    const { outcomes } = await ran([each], [[/^zones/, failing]]);
    expect(outcomes[0]?.failure?.command).toEqual(['zones']);
  });
});

test('what is asked for by the list is done until the list is empty, and read from a file', async () => {
  const emptying = step({
    each: [['list']],
    untilEmpty: true,
    command: ['delete', 'file'],
    file: { path: 'x.json', text: '{"Objects":{1}}' },
  });
  const { port, results } = await ran([emptying], [[/^list/, inTurn('[{"Key":"a\tb"}]', '[{"Key":"c"}]', '[]')]]);
  expect(port.ran).toEqual(['list', 'delete file', 'list', 'delete file', 'list']);
  expect(port.written).toEqual(['x.json {"Objects":[{"Key":"a\tb"}]}', 'x.json {"Objects":[{"Key":"c"}]}']);
  expect(results).toEqual(['done']);
});

test('what must be printed is compared', async () => {
  const asked = step({ expects: '42' });
  expect((await ran([asked], [[/./, '42\n']])).results).toEqual(['done']);
  expect((await ran([asked], [[/./, '41\n']])).outcomes[0]?.failure).toEqual({ command: ['do', 'it'], code: 0, said: ['41'] });
});

test('patience tries again until the minutes are over', async () => {
  const patient = step({ patience: 1 });
  const late = await ran([patient], [[/./, inTurn(failing, failing, '')]]);
  expect(late.results).toEqual(['done']);
  expect(late.port.waited).toEqual([15, 15]);
  const never = await ran([patient], [[/./, failing]]);
  expect(never.results).toEqual(['failed']);
  expect(never.port.waited).toEqual([15, 15, 15, 15]);
});

test('outputs are gathered when a step is done, and only then', async () => {
  const writes = step({ outputs: { from: 'a.json', to: 'b.json' } });
  expect((await ran([writes])).port.gathered).toEqual(['a.json b.json']);
  expect((await ran([writes], [[/./, failing]])).port.gathered).toEqual([]);
});

describe('progress', () => {
  const plain = { red: String, green: String, yellow: String, dim: String, bold: String };
  const shown = async (isTTY: boolean) => {
    const texts: string[] = [];
    const port = recording();
    const screen = { isTTY, columns: 30, write: (text: string) => texts.push(text) };
    await runSteps([step({ what: 'first' }), step({ what: 'second', unless: ['was'] })], port, progressOn(screen, plain, port.now));
    return texts.map((text) => text.replace('\r\u001b[K', ''));
  };

  test('on a terminal: which step of how many, and how long it took', async () => {
    expect(await shown(true)).toEqual([
      'step 1 of 2: first',
      '✓ step 1 of 2: first, 1 s\n',
      'step 2 of 2: second',
      '· step 2 of 2: second, 1 s\n',
    ]);
  });

  test('in a pipe: nothing', async () => expect(await shown(false)).toEqual([]));
});
