import { answersIn, filledLine, pasted } from './step';

test('columns of an answer are put where they are asked for, and nothing else is touched', () => {
  expect(filledLine(['kubectl', 'delete', '{2}', '-n', '{1}', '--patch', '{"a":{1}}', '{9}'], ['shop', 'lb'])).toEqual([
    ...['kubectl', 'delete', 'lb', '-n', 'shop', '--patch', '{"a":shop}', '{9}'],
  ]);
});

test('answers are lines with columns; None is no answer', () => {
  expect(answersIn('a\tb\n\nNone\n c \n')).toEqual([['a', 'b'], ['c']]);
});

test.each([
  [['aws', '--query', 'Stacks[].[StackName]'], "aws --query 'Stacks[].[StackName]'"],
  [['npx', 'cdk', 'synth', 'open/*'], "npx cdk synth 'open/*'"],
  [['kubectl', 'patch', '{1}', '--patch', '{"a":null}'], `kubectl patch {1} --patch '{"a":null}'`],
  [['a', "it's", '', '{b,c}', '$d'], `a 'it'\\''s' '' '{b,c}' '$d'`],
] as const)('%j can be pasted', (line, text) => expect(pasted(line as unknown as [string, ...string[]])).toBe(text));
