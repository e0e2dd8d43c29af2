import type { Elsewhere, NamedRule } from '#checks';
import { practices } from '#checks/practices';
import { stackRules } from '../checks/stacks';
import { code, table } from './policies-page';

/** What of a rule is told to people. */
interface Told {
  readonly id: string;
  readonly why: string;
  readonly elsewhere?: Elsewhere;
  readonly incidents?: readonly string[];
}

/** `docs/checks.md`: every rule, what goes wrong where it is broken, and what others call it. Written from the rules. */
export const checksPage = (rules: readonly NamedRule[]): string => {
  const overStacks = Object.entries(stackRules).map(([id, rule]) => ({ ...rule, id }));
  return [
    '# Rules',
    'Written from `checks/` by `npm run synth`; do not edit.',
    '',
    'A rule is one file, whose name is its id. Those over rendered objects are asked by every synthesis, those over templates by',
    '`platform check` as well. A definition waives one with `waivers`: the rule, the reason, and the last day.',
    '',
    '## Practices',
    'What people insist on for objects of Kubernetes, and the rules that hold it.',
    '',
    ...table(
      ['practice', 'rules', 'note'],
      practices.map(({ practice, rules: ids, note = '' }) => [practice, ids.map(code).join(', '), note]),
    ),
    '',
    `## Over rendered objects: ${rules.length}`,
    ...section(rules),
    '',
    `## Over templates: ${overStacks.length}`,
    ...section(overStacks),
    '',
  ].join('\n');
};

const section = (rules: readonly Told[]): string[] =>
  table(
    ['rule', 'where it is broken', 'incidents', 'elsewhere'],
    [...rules]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id, why, elsewhere = {}, incidents = [] }) => [code(id), why, incidents.join(', '), named(elsewhere)]),
  );

const named = (elsewhere: Elsewhere): string =>
  Object.entries(elsewhere)
    .filter(([, ids]) => ids.length > 0)
    .map(([tool, ids]) => `${tool}: ${ids.join(', ')}`)
    .join('; ');
