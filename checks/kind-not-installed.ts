import { Lease } from 'kubernetes-models/coordination.k8s.io/v1/Lease';
import { didYouMean } from '#model';
import { firstOf } from './mechanism/pods';
import { defineRule, type MutableObject } from './mechanism/rule';

export default defineRule({
  why: 'The API server refuses an object of a kind that nothing on the cluster has installed, and the sync stops there.',
  elsewhere: {
    'kube-linter': ['schema-validation', 'no-extensions-v1beta'],
    'kube-score': ['stable-version'],
    kyverno: ['check-deprecated-apis'],
  },
  *check({ objects, cluster }) {
    for (const { app, json } of objects) {
      if (!cluster.installs(json.apiVersion, json.kind)) {
        const known = cluster.components.flatMap(({ name, provides }) =>
          Object.entries(provides?.kinds ?? {}).map(([version, kinds]) => ({ name, version, kinds })),
        );
        const other = known.find(({ kinds }) => [...(kinds.namespaced ?? []), ...(kinds.cluster ?? [])].includes(json.kind));
        const fix = other
          ? `${other.name} installs ${other.version} ${json.kind}; use that`
          : didYouMean(
              json.kind,
              known.flatMap(({ kinds }) => [...(kinds.namespaced ?? []), ...(kinds.cluster ?? [])]),
              'add the component that installs it, or leave the object out',
            );
        yield { app, json, fact: `no component of the cluster installs ${json.apiVersion} ${json.kind}`, fix };
      }
    }
  },
  mutation: (apps) => {
    const { namespace } = firstOf(apps, 'Deployment').metadata;
    const lease = new Lease({ metadata: { name: 'leader', namespace }, spec: { leaseDurationSeconds: 15 } });
    apps[0]?.objects.push({ json: lease.toJSON() as MutableObject, model: lease });
  },
});
