import { AuthorizationPolicy, type IAuthorizationPolicy } from '@kubernetes-models/istio/security.istio.io/v1/AuthorizationPolicy';
import type { KubernetesModel } from '#model';
import type { Account, Admission } from './admitted';

type Rule = NonNullable<NonNullable<IAuthorizationPolicy['spec']>['rules']>[number];

/** Labels and annotations of what is made. */
export interface MeshMetadata {
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
}

/** How Istio names who shows a certificate; the trust domain is the one it has where nothing else is said. */
const principal = ({ namespace, name = '*' }: Account): string => `cluster.local/ns/${namespace}/sa/${name}`;

/**
 * One policy for all pods of a service. It allows, so that whatever it does not name is denied; a service that nobody calls has no rule and
 * lets nobody in. Only callers and ports are named, which the proxies of the nodes enforce without one that reads requests.
 * @see https://istio.io/latest/docs/ambient/usage/l4-policy/
 */
export const istioAuthorization = (name: string, admissions: readonly Admission[], metadata: MeshMetadata): KubernetesModel[] => [
  new AuthorizationPolicy({
    metadata: { name, ...metadata },
    spec: {
      selector: { matchLabels: { 'app.kubernetes.io/name': name } },
      action: 'ALLOW',
      rules: rulesOf(admissions),
    },
  }),
];

/** Ports with the same callers share a rule. */
const rulesOf = (admissions: readonly Admission[]): Rule[] => {
  const ports = new Map<string, string[]>();
  for (const { callers, port } of admissions) {
    const principals = callers.map(principal).join(' ');
    if (principals) ports.set(principals, [...(ports.get(principals) ?? []), String(port)]);
  }
  return [...ports].map(
    ([principals, each]): Rule => ({
      from: [{ source: { principals: principals.split(' ') } }],
      to: [{ operation: { ports: each } }],
    }),
  );
};
