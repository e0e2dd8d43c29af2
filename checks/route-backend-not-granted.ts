import type { KubernetesJson } from '#model';
import { defineRule } from './mechanism/rule';

interface Ref {
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
}

interface GrantSpec {
  readonly from: readonly { readonly kind: string; readonly namespace: string }[];
  readonly to: readonly { readonly kind: string; readonly name?: string }[];
}

/** What an object of the Gateway API takes from a namespace: its backends and certificates. */
const refsOf = ({ kind, spec }: KubernetesJson): readonly (Ref & { readonly kind: string })[] => {
  if (kind === 'Gateway') {
    const { listeners = [] } = spec as { readonly listeners?: readonly { readonly tls?: { readonly certificateRefs?: readonly Ref[] } }[] };
    return listeners.flatMap(({ tls }) => tls?.certificateRefs ?? []).map((ref) => ({ ...ref, kind: ref.kind ?? 'Secret' }));
  }
  if (!kind.endsWith('Route')) return [];
  const { rules = [] } = spec as { readonly rules?: readonly { readonly backendRefs?: readonly Ref[] }[] };
  return rules.flatMap(({ backendRefs = [] }) => backendRefs).map((ref) => ({ ...ref, kind: ref.kind ?? 'Service' }));
};

const isGatewayApi = ({ apiVersion }: KubernetesJson): boolean => apiVersion.startsWith('gateway.networking.k8s.io/');

export default defineRule({
  why: 'A route or a certificate across namespaces that nobody granted is answered with 500, because the gateway must not follow it.',
  elsewhere: { polaris: ['httpRouteCrossNamespaceBackendRef'] },
  incidents: ['I03'],
  *check({ objects }) {
    const grants = objects
      .filter(({ json }) => json.kind === 'ReferenceGrant')
      .map(({ json }) => ({ namespace: json.metadata.namespace, ...(json.spec as unknown as GrantSpec) }));
    const isGranted = (kind: string, own: string | undefined, ref: Ref): boolean =>
      grants.some(
        ({ namespace, from, to }) =>
          namespace === ref.namespace &&
          from.some((each) => each.kind === kind && each.namespace === own) &&
          to.some((each) => each.kind === ref.kind && (each.name === undefined || each.name === ref.name)),
      );
    for (const { app, json } of objects.filter(({ json: each }) => isGatewayApi(each)))
      for (const ref of refsOf(json)) {
        const { namespace } = json.metadata;
        if (ref.namespace === undefined || ref.namespace === namespace || isGranted(json.kind, namespace, ref)) continue;
        const fact = `takes ${ref.kind} ${ref.namespace}/${ref.name}, and no ReferenceGrant of '${ref.namespace}' lets '${namespace}'`;
        yield { app, json, fact, fix: `keep both in one namespace, or add a ReferenceGrant from ${json.kind} to ${ref.kind}` };
      }
  },
  mutation: (apps) => {
    const gateway = apps.flatMap(({ objects }) => objects).find(({ json }) => json.kind === 'Gateway')?.json;
    const [listener] = gateway?.spec.listeners ?? [];
    const [ref] = listener?.tls?.certificateRefs ?? [];
    if (gateway === undefined || ref === undefined) throw new RangeError('no Gateway to change');
    const secret = apps
      .flatMap(({ objects }) => objects)
      .find(({ json }) => json.kind === 'Certificate' && json.metadata.namespace !== gateway.metadata.namespace)?.json;
    if (secret === undefined) throw new RangeError('no Certificate of another namespace');
    secret.spec.dnsNames = [listener.hostname];
    Object.assign(ref, { name: secret.spec.secretName, namespace: secret.metadata.namespace });
  },
});
