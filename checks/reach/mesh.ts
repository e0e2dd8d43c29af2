import { type Labels, type Selector, selects } from '../graph/selector';
import type { Located } from '../mechanism/rule';
import { linkerdAuthorizationBy } from './mesh-linkerd';
import type { PodGroup } from './pods';
import type { Port, Step } from './step';

/** The part of an AuthorizationPolicy that decides whether a connection may be. What narrows requests further is left aside. */
interface AuthorizationPolicySpec {
  readonly selector?: { readonly matchLabels?: Labels };
  readonly targetRefs?: readonly { readonly kind: string; readonly name: string }[];
  readonly action?: 'ALLOW' | 'DENY' | 'AUDIT' | 'CUSTOM';
  readonly rules?: readonly {
    readonly from?: readonly { readonly source?: Source }[];
    readonly to?: readonly { readonly operation?: { readonly ports?: readonly string[] } }[];
  }[];
}

interface Source {
  readonly principals?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly serviceAccounts?: readonly string[];
}

/** Says whether the mesh lets one group of pods through to another. */
export type Authorization = (source: PodGroup, destination: PodGroup, port: Port) => Step | undefined;

/**
 * Authorization by the policies of a mesh, one more wall behind those of the network: of the policies that hold for the destination none may
 * deny, and where any allows, one must allow this caller. None where no policy is rendered.
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 */
export const authorizationBy = (
  objects: readonly Located[],
  behind: (service: string, namespace: string) => Selector | undefined,
): Authorization => {
  const policies = objects.filter(({ json }) => json.kind === 'AuthorizationPolicy' && json.apiVersion.startsWith('security.istio.io/'));
  const byLinkerd = linkerdAuthorizationBy(objects);
  return (source, destination, port) => {
    const holding = policies.filter((policy) => holdsFor(policy, destination, behind));
    const denies = holding.find((policy) => specOf(policy).action === 'DENY' && admits(policy, source, port));
    if (denies) return { allows: false, object: denies, says: `denies ${source.name} on ${port.number}` };
    const allowing = holding.filter((policy) => (specOf(policy).action ?? 'ALLOW') === 'ALLOW');
    const [first] = allowing;
    if (first === undefined) return byLinkerd(source, destination, port);
    const admitting = allowing.find((policy) => admits(policy, source, port));
    return admitting
      ? { allows: true, object: admitting, says: `authorizes ${source.name} on ${port.number}` }
      : { allows: false, object: first, says: `authorizes others, but not ${source.name} on ${port.number}` };
  };
};

const specOf = ({ json }: Located): AuthorizationPolicySpec => (json.spec ?? {}) as AuthorizationPolicySpec;

/** A policy of the mesh's own namespace that names no pods holds everywhere. */
const meshNamespace = 'istio-system';

const holdsFor = (policy: Located, { namespace, labels }: PodGroup, behind: Parameters<typeof authorizationBy>[1]): boolean => {
  const { selector, targetRefs } = specOf(policy);
  const { namespace: own = 'default' } = policy.json.metadata;
  if (own !== namespace) return own === meshNamespace && selector === undefined && targetRefs === undefined;
  if (targetRefs === undefined) return selects(selector ?? {}, labels);
  return targetRefs.some(({ kind, name }) => {
    const pods = kind === 'Service' ? behind(name, own) : undefined;
    return pods !== undefined && selects(pods, labels);
  });
};

const admits = (policy: Located, source: PodGroup, port: Port): boolean =>
  (specOf(policy).rules ?? []).some(
    ({ from, to }) =>
      (from === undefined || from.some((each) => isSource(each.source ?? {}, source))) &&
      (to === undefined || to.some(({ operation }) => operation?.ports?.includes(String(port.number)) ?? true)),
  );

/** Every field that is there must name the pods. Which account the pods of a chart run as is not known; its namespace is. */
const isSource = ({ principals, namespaces, serviceAccounts }: Source, { namespace, serviceAccount }: PodGroup): boolean => {
  const own = serviceAccount ? [serviceAccount, `${namespace}/${serviceAccount}`] : [];
  const among = (patterns: readonly string[] | undefined, texts: readonly string[]): boolean =>
    patterns === undefined || patterns.some((pattern) => texts.some((text) => like(pattern, text)));
  const identity = `cluster.local/ns/${namespace}/sa/${serviceAccount ?? ''}`;
  const known = serviceAccount
    ? among(principals, [identity])
    : among(
        principals?.map((each) => each.slice(0, identity.length)),
        [identity],
      );
  return known && among(namespaces, [namespace]) && (serviceAccount === undefined || among(serviceAccounts, own));
};

const like = (pattern: string, text: string): boolean => {
  if (pattern.startsWith('*')) return text.endsWith(pattern.slice(1));
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
};
