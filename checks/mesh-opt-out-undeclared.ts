import type { KubernetesJson } from '#model';
import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { meshedNamespaces } from './meshes/state';

/** Labels and annotations of a pod by which it leaves a mesh that its namespace is in. */
const leaving: readonly (readonly [name: string, value: string])[] = [
  ['istio.io/dataplane-mode', 'none'],
  ['sidecar.istio.io/inject', 'false'],
  ['linkerd.io/inject', 'disabled'],
];

interface Workload {
  readonly template?: { readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> } };
  readonly jobTemplate?: { readonly spec?: Workload };
}

/** Annotations of the pods that an object makes. */
const annotationsOf = ({ spec }: KubernetesJson): Readonly<Record<string, string>> => {
  const { template, jobTemplate } = (spec ?? {}) as Workload;
  return (jobTemplate?.spec?.template ?? template)?.metadata?.annotations ?? {};
};

export default defineRule({
  why: 'Such a pod is refused by everybody who takes connections of the mesh alone, and what it says is not encrypted.',
  incidents: ['I19'],
  *check(scene) {
    const meshed = meshedNamespaces(scene);
    for (const { app, json, labels, spec } of scene.pods) {
      if (!meshed.has(json.metadata.namespace ?? '')) continue;
      const said = { ...annotationsOf(json), ...labels };
      for (const [name, value] of leaving)
        if (said[name] === value)
          yield {
            app,
            json,
            fact: `leaves the mesh of its namespace: ${name} is '${value}'`,
            fix: 'remove it; the mesh carries any protocol',
          };
      if (spec.hostNetwork)
        yield {
          app,
          json,
          fact: "is on its node's own network, where the mesh cannot see it",
          fix: 'remove hostNetwork, or put it into a namespace that is not in the mesh',
        };
    }
  },
  mutation: (apps) => {
    const [name, value] = leaving[apps[0]?.cluster.mesh?.authorization === 'linkerd' ? 2 : 0] as (typeof leaving)[number];
    firstOf(apps, 'Deployment').spec.template.metadata.labels[name] = value;
  },
});
