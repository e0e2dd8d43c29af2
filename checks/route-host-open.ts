import type { IIngressSpec } from 'kubernetes-models/networking.k8s.io/v1/IngressSpec';
import type { KubernetesJson } from '#model';
import { defineRule } from './mechanism/rule';

interface Parent {
  readonly kind?: string;
}

export default defineRule({
  why: 'A route without a host answers for every host of the gateway, those of other teams included, and takes their callers.',
  elsewhere: { polaris: ['httpRouteWildcardOrEmptyHost'], kyverno: ['restrict-ingress-wildcard'], nsa: ['C-0059'] },
  incidents: ['I03'],
  *check({ objects }) {
    for (const { app, json } of objects)
      for (const host of hostsOf(json)) {
        if (host !== '' && !host.includes('*')) continue;
        const fact = host === '' ? 'names no host' : `answers for every host of '${host}'`;
        yield { app, json, fact, fix: "name the hosts that it serves, such as 'api.' and the domain of the environment" };
      }
  },
  mutation: (apps) => {
    const all = apps.flatMap(({ objects }) => objects);
    const route = all.find(({ json }) => json.kind === 'HTTPRoute' && json.spec.hostnames)?.json;
    if (route === undefined) throw new RangeError('no route to change');
    delete route.spec.hostnames;
  },
});

/** The hosts that an object answers for, `''` for all; none where it answers for no host. */
const hostsOf = ({ kind, spec }: KubernetesJson): readonly string[] => {
  if (kind === 'Ingress') {
    const { rules = [], defaultBackend } = spec as IIngressSpec;
    return [...rules.map(({ host = '' }) => host), ...(defaultBackend ? [''] : [])];
  }
  if (kind === 'Gateway')
    return ((spec as { listeners?: readonly { hostname?: string }[] }).listeners ?? []).map((each) => each.hostname ?? '');
  if (kind !== 'HTTPRoute' && kind !== 'GRPCRoute') return [];
  const { parentRefs = [], hostnames = [] } = spec as { readonly parentRefs?: readonly Parent[]; readonly hostnames?: readonly string[] };
  // One that is for the callers of a Service has no host.
  if (!parentRefs.some(({ kind: parent = 'Gateway' }) => parent === 'Gateway')) return [];
  return hostnames.length ? hostnames : [''];
};
