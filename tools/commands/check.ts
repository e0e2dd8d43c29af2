import { expiredExemptions, expiredWaivers, type Finding } from '#checks';
import { exemptionsOf, type Platform } from '#model';
import { type Command, wrongInput } from '../command';
import { oncePerFact, printChanges, printFindings, printMistakes, summaryOf } from '../report';
import { type Survey, survey } from '../survey';

export const check: Command = {
  summary: 'hold the definitions, the output, the stacks and the waivers against all rules; write nothing',
  usage: 'platform check [--json]',
  example: 'platform check --json',
  options: { json: { type: 'boolean', does: 'answer with one JSON document' } },
  run: async ({ options }, context) => {
    const found = survey(context);
    const findings = [...found.findings, ...(await ofStacks(found))];
    // The one place that knows what day it is: synthesis must give the same bytes on any.
    const today = new Date().toISOString().slice(0, 10);
    const ended = found.platform ? [...expiredWaivers(found.platform, today), ...expiredExemptions(found.platform, today)] : [];
    const mistakes = [...found.mistakes, ...ended];
    const bad = mistakes.length + findings.length + found.changes.length > 0;
    if (options.json) {
      const stale = found.changes.map(({ path, kind }) => ({ path, kind }));
      context.print(
        JSON.stringify({ ok: !bad, mistakes, findings: oncePerFact(findings), waived: oncePerFact(found.waived), stale }, null, 2),
      );
      return bad ? wrongInput : 0;
    }
    printMistakes(mistakes, context);
    printFindings(findings, context);
    if (found.changes.length > 0) {
      printChanges(found.changes, context);
      context.warn(
        `dist-manifests: stale-rendered-tree: the committed tree differs from the definitions (${summaryOf(found.changes)}); run 'npm run synth' and commit`,
      );
    }
    if (found.platform) printWaivers(found.platform, context.print);
    const verdict = bad ? context.paint.red('the check says no') : context.paint.green('all rules hold');
    context.print(`${found.files} files, ${findings.length} findings, ${oncePerFact(found.waived).length} waived: ${verdict}`);
    return bad ? wrongInput : 0;
  },
};

/** What is wrong with the stacks. Asked only when the definitions are fit to synthesize. */
const ofStacks = async ({ platform, mistakes }: Survey): Promise<Finding[]> => {
  if (platform === undefined || mistakes.length > 0) return [];
  const { stacksWrongOf } = await import('../contract');
  return stacksWrongOf(platform);
};

const printWaivers = (platform: Platform, print: (line: string) => void): void => {
  for (const { file, waivers = [] } of [...platform.services, ...platform.components]) {
    for (const { rule, until, reason } of waivers) print(`waived until ${until}: ${file}: ${rule}: ${reason}`);
  }
  for (const { file, policy, until, reason } of exemptionsOf(platform)) print(`exempted until ${until}: ${file}: ${policy}: ${reason}`);
};
