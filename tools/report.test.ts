import type { Finding } from '#checks';
import type { Context, Paint } from './command';
import { printByFile } from './report';
import { waiverLine, waiversOf } from './waivers';

const brush = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
const colours: Paint = { red: brush('red'), green: brush('green'), yellow: brush('yellow'), dim: brush('dim'), bold: brush('bold') };
const plain: Paint = { red: String, green: String, yellow: String, dim: String, bold: String };

const finding = (file: string, cluster: string): Finding => ({
  ...{ file, rule: 'oven-cold', object: 'Deployment kitchen/oven', cluster, fact: 'is cold', fix: 'heat it' },
  elsewhere: { checkov: ['CKV_1'] },
});
const mistake = { file: 'b.ts', rule: 'waiver-expired', fact: 'ended', fix: 'mend it' };

const printed = (paint: Paint): string[] => {
  const lines: string[] = [];
  printByFile([mistake], [finding('a.ts', 'east'), finding('b.ts', 'east'), finding('a.ts', 'west')], {
    warn: (line: string) => lines.push(line),
    paint,
  } as unknown as Context);
  return lines;
};

test('mistakes and findings stand by their file, a finding once for all clusters', () =>
  expect(printed(plain)).toEqual([
    'b.ts: waiver-expired: ended; mend it',
    'b.ts: oven-cold: is cold; heat it',
    '    on east; elsewhere checkov CKV_1',
    '',
    'a.ts: oven-cold: is cold; heat it',
    '    on east, west; elsewhere checkov CKV_1',
  ]));

test('files of one line each stand close together', () => {
  const lines: string[] = [];
  const warn = (line: string) => lines.push(line);
  printByFile([mistake, { ...mistake, file: 'a.ts' }], [], { warn, paint: plain } as unknown as Context);
  expect(lines).toEqual(['b.ts: waiver-expired: ended; mend it', 'a.ts: waiver-expired: ended; mend it']);
});

test('file and rule are coloured where colours are shown', () =>
  expect(printed(colours)[0]).toBe('<bold>b.ts</bold>: <red>waiver-expired</red>: ended; mend it'));

test('waivers and exemptions are listed, those that end first before the others', () => {
  const waivers = [{ rule: 'oven-cold', reason: 'It is summer.', until: '2030-03-31' }];
  const exemptions = [{ policy: 'closed-doors', reason: 'Bread is inside.', until: '2030-02-28' }];
  const platform = { services: [{ file: 'a.ts', waivers, exemptions }], components: [{ file: 'c.ts' }] };
  expect(waiversOf(platform as unknown as Parameters<typeof waiversOf>[0]).map(waiverLine)).toEqual([
    'exempted until 2030-02-28: a.ts: closed-doors: Bread is inside.',
    'waived until 2030-03-31: a.ts: oven-cold: It is summer.',
  ]);
});
