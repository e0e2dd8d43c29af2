import type { INetworkPolicySpec } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicySpec';
import { names } from '#model';
import { firstOf, type PodTemplate } from '../mechanism/pods';
import { actsAsPod, classOf } from '../secrets/provided';
import { defineContract, type Sides } from './contract';
import { besideCluster, createdAt, firstResource, objectsOf, usedBy } from './reading';

/** Whether a policy opens the way to credentials of AWS; then its pods act there. */
const asks = ({ egress = [] }: INetworkPolicySpec): boolean =>
  egress.some(({ to = [] }) => to.some(({ ipBlock }) => ipBlock?.cidr === names.podIdentityAgent));

const within = (labels: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>> = {}): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);

const accountOf = ({ json, spec }: PodTemplate): string => `${json.metadata.namespace}/${spec.serviceAccountName}`;

/** Pods that a policy lets out to what gives them their identity. */
const letOut = (sides: Sides): PodTemplate[] => {
  const policies = objectsOf<{ spec: INetworkPolicySpec }>(sides, 'NetworkPolicy').filter(({ json }) => asks(json.spec));
  return policies.flatMap(({ json }) =>
    sides.scene.pods.filter(
      (pod) => pod.json.metadata.namespace === json.metadata.namespace && within(pod.labels, json.spec.podSelector?.matchLabels),
    ),
  );
};

/** Pods that mount secrets without a copy. The driver asks AWS for them in the name of the pods, which need no way there. */
const mounting = (sides: Sides): PodTemplate[] => {
  const classes = new Set(
    objectsOf(sides, 'SecretProviderClass').flatMap(({ json }) =>
      actsAsPod(json) ? `${json.metadata.namespace}/${json.metadata.name}` : [],
    ),
  );
  return sides.scene.pods.filter(({ json, spec }) =>
    spec.volumes?.some((volume) => classes.has(`${json.metadata.namespace}/${classOf(volume)}`)),
  );
};

export default defineContract({
  what: 'pod identity',
  kind: 'derived',
  why: 'Pods whose service account has no association get no credentials, and every call to AWS fails.',
  *created(sides) {
    for (const association of besideCluster(sides, 'AWS::EKS::PodIdentityAssociation')) {
      const { ClusterName, Namespace, ServiceAccount } = association.properties;
      if (ClusterName === sides.cluster.name) yield createdAt(association, `${Namespace}/${ServiceAccount}`);
    }
  },
  *used(sides) {
    const { cluster } = sides;
    const asking = [...letOut(sides), ...mounting(sides)].map((pod) => usedBy(pod, accountOf(pod)));
    yield* asking;
    const found = new Set(asking.map(({ value }) => value));
    // Pods of charts are rendered by Argo CD; what they run as is what the component says.
    for (const { file, name, namespace, provides, iam } of cluster.components)
      for (const account of Object.keys(iam?.(cluster) ?? {}))
        if (!found.has(`${namespace}/${account}`) && provides?.serviceAccounts?.includes(account))
          yield { value: `${namespace}/${account}`, at: `component ${name}`, file };
  },
  fix: {
    missing: 'say in the definition what its pods may do in AWS, or close their way to the Pod Identity agent',
    unused: 'name the service account that the pods really run as, or remove the permission',
  },
  mutations: {
    template: (templates) => {
      firstResource(templates, 'AWS::EKS::PodIdentityAssociation').ServiceAccount = 'nobody';
    },
    manifest: (apps) => {
      const asking = apps.filter(({ objects }) => objects.some(({ json }) => json.kind === 'NetworkPolicy' && asks(json.spec)));
      firstOf(asking, 'Deployment').spec.template.spec.serviceAccountName = 'somebody';
    },
  },
});
