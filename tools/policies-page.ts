import { type Environment, exemptionsOf, modeOf, type Platform, type Policy, policyStages, workloadKinds } from '#model';

/** `docs/policies.md`: what the clusters refuse, since when, and who need not care. Written from the policies. */
export const policiesPage = (platform: Platform): string => {
  const { policies } = platform;
  const environments = inOrder(platform.environments);
  return [
    '# Admission policies',
    'Written from `policies/` by `npm run synth`; do not edit.',
    '',
    'Each is written once, as CEL. The synthesis evaluates it over everything that it renders for namespaces of services, with the jobs',
    'and pods that come of it, and each cluster is given it in the form of whoever holds the role `policy` there. Namespaces of components',
    'are held by Pod Security.',
    '',
    ...whoEnforces(environments),
    '',
    '## In short',
    ...table(
      ['policy', 'asks for', ...environments.map(({ name }) => name)],
      policies.map((policy) => [
        `[${policy.id}](#${policy.id})`,
        policy.purpose,
        ...environments.map((environment) => modeOf(policy, environment) ?? '–'),
      ]),
    ),
    '',
    '`audit` lets in and reports, `deny` refuses. A policy denies in an environment only after those that spend less have had it.',
    ...policies.flatMap(section),
    '',
    '## Exemptions',
    ...exemptions(platform),
    '',
  ].join('\n');
};

/** As policies come to them. */
const inOrder = (environments: readonly Environment[]): Environment[] =>
  [...environments].sort((a, b) => policyStages.indexOf(a.shape) - policyStages.indexOf(b.shape) || (a.name < b.name ? -1 : 1));

const whoEnforces = (environments: readonly Environment[]): string[] =>
  table(
    ['environment', 'enforced by'],
    environments.map(({ name, roles }) => [name, roles.policy ?? 'the API server']),
  );

const section = (policy: Policy): string[] => [
  '',
  `## ${policy.id}`,
  policy.purpose,
  policy.why,
  '',
  `- judges ${judged(policy)} in ${policy.namespaces ? policy.namespaces.map(code).join(', ') : 'namespaces of services'}`,
  `- says: ${policy.message}`,
  ...(policy.rules?.length ? [`- said of rendered objects by ${policy.rules.map(code).join(', ')}`] : []),
  ...Object.entries(policy.elsewhere).map(([tool, ids]) => `- ${tool}: ${ids.join(', ')}`),
  '',
  '```cel',
  ...Object.entries(policy.variables ?? {}).map(([name, expression]) => `${name} = ${expression}`),
  ...policy.validations,
  '```',
];

const judged = ({ match }: Policy): string => {
  const kinds = Object.values(match === 'workloads' ? workloadKinds : match).flat();
  return kinds.map(code).join(', ');
};

const exemptions = (platform: Platform): string[] => {
  const all = exemptionsOf(platform);
  if (all.length === 0) return ['None.'];
  return table(
    ['service', 'policy', 'until', 'owner', 'reason'],
    all.map(({ namespace, name, policy, until, owner, reason }) => [`${namespace}/${name}`, policy, until, owner, reason]),
  );
};

export const code = (text: string): string => `\`${text}\``;

const cell = (text: string): string => text.replaceAll('|', '\\|');

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  ...[head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`),
];
