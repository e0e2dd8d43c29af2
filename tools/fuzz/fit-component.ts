import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { allow, allowKey, type ComponentDefinition, names, sqs } from '#model';
import { lean } from './fit-service';
import type { ComponentDraft } from './surroundings';
import { at } from './words';

/** Makes of a drafted component one that comes from somewhere, after components that are there. */

const originOf = ({ origin, version, revision, name, objects, namespace }: ComponentDraft): Partial<ComponentDefinition> => {
  const own = (objects ?? ['own']).map(
    (each) => () => new ConfigMap({ metadata: { name: each, namespace: namespace ?? name }, data: { key: 'on' } }),
  );
  return {
    ...(origin === 'chart' && { chart: { repository: 'https://charts.sample.org', name, version } }),
    ...(origin === 'git' && { git: { repository: 'https://github.com/sample/kinds' as const, path: 'crds', revision } }),
    ...((origin === 'objects' || objects) && { objects: () => own.map((build) => build()) }),
  };
};

const identityOf = ({ name, accounts, keys = [] }: ComponentDraft): Partial<ComponentDefinition> => {
  const [first] = accounts ?? [];
  if (first === undefined) return {};
  return {
    provides: { serviceAccounts: accounts },
    ...(keys.length > 0 && { keys }),
    iam: ({ name: cluster }) => ({
      [first]: [
        allow(['sqs:SendMessage'], sqs(`${cluster}-${name}`)),
        ...keys.map((key) => allowKey(['kms:Decrypt'], { alias: names.keyAlias(cluster, names.componentKey(name, key)) })),
      ],
    }),
  };
};

/** What there is besides it. */
export interface Neighbours {
  /** Components that it may come after, or with. */
  readonly before: readonly string[];
  /** What components in a mesh come after. */
  readonly afterMesh: readonly string[];
  readonly rules: readonly string[];
}

/** What it comes after. What is in the mesh comes after its kinds, as everybody else in it does. */
const afterFrom = ({ after, meshed, network, namespace }: ComponentDraft, { before, afterMesh }: Neighbours): string[] => [
  ...new Set([...after.flatMap((place) => at(before, place) ?? []), ...(meshed && network && !namespace ? afterMesh : [])]),
];

export const componentFrom = (draft: ComponentDraft, neighbours: Neighbours): ComponentDefinition => {
  const { before, rules } = neighbours;
  const { purpose, optional, values, network, privileged, meshed, prune, ignored, logins, waived, until, reason, namespace } = draft;
  const after = afterFrom(draft, neighbours);
  const companion = draft.companion === undefined ? undefined : at(before, draft.companion);
  return lean({
    ...{ purpose, namespace, prune, logins },
    ...(companion === undefined ? optional && { optional } : { with: companion }),
    after: after.length > 0 ? after : undefined,
    ...originOf(draft),
    values: draft.origin === 'chart' && values ? () => values : undefined,
    ...identityOf(draft),
    // What has no network has no pods, which could act as somebody.
    network: network ?? (draft.origin === 'network' || draft.accounts?.length ? {} : undefined),
    podSecurity: privileged && { level: privileged, reason: 'Its agent reads the host.' },
    meshed: meshed && network && !namespace ? { plainFrom: meshed } : undefined,
    ignoreDifferences: ignored ? [{ group: 'apps', kind: 'Deployment', jqPathExpressions: ['.spec.replicas'] }] : undefined,
    waivers: waived.length > 0 ? waived.flatMap((place) => ({ rule: at(rules, place) ?? '', reason, until })) : undefined,
  });
};
