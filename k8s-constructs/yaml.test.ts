import { parse } from 'yaml';
import { toYaml } from './yaml';

const nasty = [
  '', ' ', 'a ', ' a', 'true', 'True', 'yes', 'NO', 'on', 'Off', 'y', 'N', 'null', 'Null', '~', '.', '..', '=', '<<', '-', '--', '---', '...', '?', ':', 'a:', 'a: b', 'a :b', 'a #b', '#a',
  '1', '01', '0o7', '0x1f', '0b1', '1e3', 'e3', 'E3', '1_000', '_1', '+1', '-1', '.5', '1.', '.inf', '-.inf', '.nan', 'NaN', 'inf', '12:30', '12:30:45', '190:20:30', '2001-01-01', '2001-12-14t21:59:43.10-05:00',
  '!tag', '&anchor', '*alias', '@at', '`tick', '%directive', '{a}', '[a]', 'a,b', 'a, b', "it's", '"quoted"', '\\', 'a\\nb', 'a\nb', 'a\nb\n', 'a\n\nb\n\n', '\na', ' a\nb', 'a \nb', 'a\tb', '\ta\nb', 'a\r\nb', 'a\u0000b',
  'a\u0085b', 'a\u2028b', 'a\u2029b', '\ufeffa', 'a\u007fb', 'ä', '😀', '😀\nb', '\ud800', 'a|b', '|', '>', 'a>b', 'a\n#b', '#a\nb', 'a\n  b\n', 'a\n b: c\n', '---\na', 'a\n---\nb', 'x'.repeat(5000), `${'word '.repeat(400)}end`,
  '0.0.0.0/0', '10.0.0.0/16', 'refs/heads/main', 'https://example.org/a?b=c&d', 'a@b', '*', '/', '250m', '1Gi', 'sha256:0', '=a', '<', 'a=b', 'a<b', '0777', '1:', 'a,', 'key: |', 'e', '5e', '6e-1', '0x', 'nUll', '.NaN', '+.inf',
];

const inFivePlaces = (text: string) => ({ value: text, [text.slice(0, 1000) || 'empty']: 1, list: [text, [text]], nested: { deeper: [{ text, more: 'x' }] } });

describe.each(['1.1', '1.2'] as const)('read as YAML %s', (version) => {
  test.each(nasty.filter((text) => text !== '\ud800').map((text) => [JSON.stringify(text.slice(0, 40)), text]))('%s survives in every place', (_, text) => {
    const object = inFivePlaces(text as string);
    expect(parse(toYaml(object), { version, uniqueKeys: true })).toEqual(object);
  });

  test('numbers, booleans and empty collections survive', () => {
    const object = { a: 0, b: -1.5, c: 1e21, d: true, e: false, f: null, g: {}, h: [], i: [[]], j: [{}], k: [[1, [2]], { l: [3] }] };
    expect(parse(toYaml(object), { version })).toEqual(object);
  });
});

test('keys are sorted, lists keep their order, and what is undefined is left out', () => {
  expect(toYaml({ b: [2, 1], a: { d: undefined, c: 'x' } })).toBe('a:\n  c: x\nb:\n- 2\n- 1\n');
});

test('a text of several lines is written as a block', () => {
  expect(toYaml({ script: 'if a then\n  b\nend\n' })).toBe('script: |\n  if a then\n    b\n  end\n');
});

test.each([[[undefined], 'a list has a hole'], [Number.NaN, 'NaN is not a number that YAML and JSON share'], [() => 1, 'a function cannot be written']])('%p is refused', (value, message) => {
  expect(() => toYaml({ value })).toThrow(message);
});
