import { type Labels, type Selector, selects } from '../graph/selector';
import type { Located } from '../mechanism/rule';
import type { PodGroup } from './pods';
import type { Port, Step } from './step';

const group = 'policy.linkerd.io';

const admission = 'config.linkerd.io/default-inbound-policy';

interface ServerSpec {
  readonly podSelector?: Selector;
  readonly port: number | string;
}

interface PolicySpec {
  readonly targetRef: { readonly kind: string; readonly name: string };
  readonly requiredAuthenticationRefs: readonly { readonly kind: string; readonly name: string; readonly namespace?: string }[];
}

interface IdentityRef {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** Ports of the proxy itself, to which connections are led past it: no policy of the mesh holds there. */
const ofProxy = [4190, 4191];

/** The policies of Linkerd, by the namespace that they hold for. */
interface Policies {
  readonly servers: readonly Located[];
  readonly authorizations: readonly Located[];
  readonly identities: ReadonlyMap<string, Located>;
  /** Namespaces whose pods let nobody in on a port that no Server describes. */
  readonly closed: ReadonlyMap<string, Located>;
}

const at = ({ json }: Located): string => `${json.metadata.namespace}/${json.metadata.name}`;

const ofLinkerd = (objects: readonly Located[], kind: string): Located[] =>
  objects.filter(({ json }) => json.kind === kind && json.apiVersion.startsWith(`${group}/`));

const policiesIn = (objects: readonly Located[]): Policies => ({
  servers: ofLinkerd(objects, 'Server'),
  authorizations: ofLinkerd(objects, 'AuthorizationPolicy'),
  identities: new Map(ofLinkerd(objects, 'MeshTLSAuthentication').map((each) => [at(each), each])),
  closed: new Map(
    objects.flatMap((each) => {
      const { kind, metadata } = each.json;
      const annotations = (metadata as { readonly annotations?: Labels }).annotations ?? {};
      return kind === 'Namespace' && annotations[admission] === 'deny' ? [[metadata.name, each] as const] : [];
    }),
  ),
});

/**
 * Authorization by Linkerd: a port that a Server describes lets in those whom an authorization of it names, and nobody else; any other port is
 * as open as its namespace says.
 * @see https://linkerd.io/2/reference/authorization-policy/
 */
export const linkerdAuthorizationBy = (objects: readonly Located[]) => {
  const policies = policiesIn(objects);
  return (source: PodGroup, destination: PodGroup, port: Port): Step | undefined => {
    if (ofProxy.some((own) => own === port.number)) return undefined;
    const server = policies.servers.find(({ json }) => {
      const { podSelector = {}, port: described } = json.spec as ServerSpec;
      const number = typeof described === 'string' ? destination.ports?.get(described) : described;
      return json.metadata.namespace === destination.namespace && number === port.number && selects(podSelector, destination.labels);
    });
    if (server) return byServer(policies, server, source, port);
    const namespace = policies.closed.get(destination.namespace);
    return namespace && { allows: false, object: namespace, says: `lets nobody in on ${port.number}, which no Server describes` };
  };
};

const byServer = ({ authorizations, identities }: Policies, server: Located, source: PodGroup, port: Port): Step => {
  const { name, namespace = 'default' } = server.json.metadata;
  const own = authorizations.filter(({ json }) => {
    const { targetRef } = json.spec as unknown as PolicySpec;
    return json.metadata.namespace === namespace && targetRef.kind === 'Server' && targetRef.name === name;
  });
  const names = ({ json }: Located): boolean =>
    (json.spec as unknown as PolicySpec).requiredAuthenticationRefs.every((ref) => {
      const identity = identities.get(`${ref.namespace ?? namespace}/${ref.name}`);
      const { identityRefs = [] } = (identity?.json.spec ?? {}) as { readonly identityRefs?: readonly IdentityRef[] };
      return identityRefs.some((each) => isSource(each, source, namespace));
    });
  const admitting = own.find(names);
  if (admitting) return { allows: true, object: admitting, says: `authorizes ${source.name} on ${port.number}` };
  return { allows: false, object: own[0] ?? server, says: `authorizes others, but not ${source.name} on ${port.number}` };
};

/** Which account the pods of a chart run as is not always known; their namespace is. */
const isSource = ({ kind, name, namespace }: IdentityRef, source: PodGroup, own: string): boolean =>
  kind === 'Namespace'
    ? name === source.namespace
    : (namespace ?? own) === source.namespace && (source.serviceAccount === undefined || source.serviceAccount === name);
