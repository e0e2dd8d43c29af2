import type { Located, Scene } from '../mechanism/rule';

interface Metadata {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What a namespace lacks of what brings its pods into the mesh of the cluster: `label istio.io/dataplane-mode`. Empty where they are in it. */
export const lackingIn = ({ json }: Located, { mesh }: Scene['cluster']): { name: string; wanted: string; found?: string }[] => {
  const { labels = {}, annotations = {} } = json.metadata as Metadata;
  const lacking = (what: string, wanted: Readonly<Record<string, string>> = {}, has: Readonly<Record<string, string>>) =>
    Object.entries(wanted)
      .filter(([key, value]) => has[key] !== value)
      .map(([key, value]) => ({ name: `${what} ${key}`, wanted: value, ...(has[key] !== undefined && { found: has[key] }) }));
  return [...lacking('label', mesh?.namespace.labels, labels), ...lacking('annotation', mesh?.namespace.annotations, annotations)];
};

/** Namespaces of which the pods are in the mesh; those of components may leave the mesh's strictness out. */
export const meshedNamespaces = ({ objects, cluster }: Scene): ReadonlySet<string> => {
  const { mesh } = cluster;
  if (mesh === undefined) return new Set();
  const wanted = { ...mesh.namespace, ...mesh.ofComponents };
  const reduced = { ...cluster, mesh: { ...mesh, namespace: wanted } };
  const found = objects.filter((at) => at.json.kind === 'Namespace' && lackingIn(at, reduced).length === 0);
  return new Set(found.map(({ json }) => json.metadata.name));
};

/** Whether pods of a namespace that is in the mesh refuse whoever is not. */
export const isStrict = ({ objects, cluster }: Scene, namespace: string): boolean => {
  if (cluster.mesh?.authorization !== 'istio') return cluster.mesh !== undefined;
  const modes = objects.filter(
    ({ json }) => json.kind === 'PeerAuthentication' && (json.spec as { readonly selector?: object } | undefined)?.selector === undefined,
  );
  const modeIn = (where: string): string | undefined =>
    (modes.find(({ json }) => json.metadata.namespace === where)?.json.spec as { readonly mtls?: { readonly mode?: string } } | undefined)
      ?.mtls?.mode;
  return (modeIn(namespace) ?? modeIn('istio-system')) === 'STRICT';
};
