import type { StackTemplate } from '#cdk';
import { expiredExemptions, expiredWaivers, type Finding, rulesOf } from '#checks';
import { contracts, ruleOf } from '#checks/contract';
import type { Mistake } from '#model';
import { stackRules } from '../../checks/stacks';
import { type Command, type Context, wrongInput } from '../command';
import { stacksWrongOf } from '../contract';
import { definitions } from '../definitions';
import { oncePerFact, printByFile, printChanges, summaryOf } from '../report';
import { type AskedRule, sarifOf } from '../sarif';
import { type Survey, survey } from '../survey';
import { waiverLine, waiversOf } from '../waivers';

export const check: Command = {
  summary: 'hold the definitions, the output, the stacks and the waivers against all rules; write nothing',
  usage: 'platform check [--json | --sarif]',
  example: 'platform check --sarif > findings.sarif',
  options: {
    json: { type: 'boolean', does: 'answer with one JSON document' },
    sarif: { type: 'boolean', does: 'answer in SARIF 2.1.0, which code scanning shows beside the definitions' },
  },
  run: async ({ options }, context) => {
    const checked = await everything(context);
    const { mistakes, findings, survey: found } = checked;
    const bad = mistakes.length + findings.length + found.changes.length > 0;
    if (options.sarif) printSarif(checked, context);
    else if (options.json) printJson(checked, bad, context);
    else printAll(checked, bad, context);
    return bad ? wrongInput : 0;
  },
};

interface Checked {
  readonly survey: Survey;
  readonly mistakes: readonly Mistake[];
  readonly findings: readonly Finding[];
}

const everything = async (context: Context): Promise<Checked> => {
  const { platform, mistakes } = definitions(context);
  // Stacks take longer than all the rest, so they are made beside it; not at all where the definitions are not fit to synthesize.
  const stacks = platform && mistakes.length === 0 ? context.beside<readonly StackTemplate[]>('templates') : undefined;
  const found = survey(context);
  const ofStacks = platform && stacks ? stacksWrongOf(platform, await stacks) : [];
  // The one place that knows what day it is: synthesis must give the same bytes on any.
  const today = new Date().toISOString().slice(0, 10);
  const ended = found.platform ? [...expiredWaivers(found.platform, today), ...expiredExemptions(found.platform, today)] : [];
  return { survey: found, mistakes: [...found.mistakes, ...ended], findings: [...found.findings, ...ofStacks] };
};

/** That the tree is not what the definitions say; nothing where it is. */
const staleTree = ({ changes }: Survey): Mistake[] =>
  changes.length === 0
    ? []
    : [
        {
          ...{ file: 'dist-manifests', rule: 'stale-rendered-tree' },
          fact: `the committed tree differs from the definitions (${summaryOf(changes)})`,
          fix: "run 'npm run synth' and commit",
        },
      ];

const waiversIn = ({ platform }: Survey) => (platform ? waiversOf(platform) : []);

const printAll = ({ survey: found, mistakes, findings }: Checked, bad: boolean, context: Context): void => {
  printChanges(found.changes, context);
  printByFile([...mistakes, ...staleTree(found)], findings, context);
  for (const waiver of waiversIn(found)) context.print(waiverLine(waiver));
  const verdict = bad ? context.paint.red('the check says no') : context.paint.green('all rules hold');
  const count = mistakes.length + oncePerFact(findings).length + staleTree(found).length;
  context.print(`${found.files} files, ${count} findings, ${oncePerFact(found.waived).length} waived: ${verdict}`);
};

const printJson = ({ survey: found, mistakes, findings }: Checked, bad: boolean, { print }: Context): void => {
  const stale = found.changes.map(({ path, kind }) => ({ path, kind }));
  const [each, waived] = [oncePerFact(findings), oncePerFact(found.waived)];
  print(JSON.stringify({ ok: !bad, mistakes, findings: each, waived, waivers: waiversIn(found), stale }, null, 2));
};

const printSarif = ({ survey: found, mistakes, findings }: Checked, { print, registry }: Context): void => {
  const rules: Readonly<Record<string, AskedRule>> = {
    ...Object.fromEntries(contracts.map((contract) => [ruleOf(contract), contract])),
    ...stackRules,
    ...Object.fromEntries(rulesOf(registry.rules).map((rule) => [rule.id, rule])),
  };
  // A reader looks for a file, and finds none where a folder is named.
  const stale = staleTree(found).map((mistake) => ({ ...mistake, file: found.changes[0]?.path ?? mistake.file }));
  const log = sarifOf({
    rules,
    found: [...mistakes, ...stale, ...oncePerFact(findings)],
    waived: oncePerFact(found.waived),
    waivers: waiversIn(found),
  });
  print(JSON.stringify(log, null, 2));
};
