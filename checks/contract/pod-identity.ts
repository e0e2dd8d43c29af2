import type { INetworkPolicySpec } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicySpec';
import { names } from '#model';
import { firstOf } from '../mechanism/pods';
import { actsAsPod, classOf } from '../secrets/provided';
import { defineContract } from './contract';
import { besideCluster, createdAt, firstResource, objectsOf, usedBy } from './reading';

/** Whether a policy opens the way to credentials of AWS; then its pods act there. */
const asks = ({ egress = [] }: INetworkPolicySpec): boolean =>
  egress.some(({ to = [] }) => to.some(({ ipBlock }) => ipBlock?.cidr === names.podIdentityAgent));

const within = (labels: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>> = {}): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);

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
    const { scene, cluster } = sides;
    const found = new Set<string>();
    for (const policy of objectsOf<{ spec: INetworkPolicySpec }>(sides, 'NetworkPolicy').filter(({ json }) => asks(json.spec))) {
      const { namespace } = policy.json.metadata;
      for (const pod of scene.pods) {
        const { serviceAccountName } = pod.spec;
        if (pod.json.metadata.namespace !== namespace || !within(pod.labels, policy.json.spec.podSelector?.matchLabels)) continue;
        found.add(`${namespace}/${serviceAccountName}`);
        yield usedBy(pod, `${namespace}/${serviceAccountName}`);
      }
    }
    // The driver asks AWS for secrets in the name of the pods that mount them, which need no way there.
    const classes = new Set(
      objectsOf(sides, 'SecretProviderClass').flatMap(({ json }) =>
        actsAsPod(json) ? `${json.metadata.namespace}/${json.metadata.name}` : [],
      ),
    );
    for (const pod of scene.pods) {
      const { namespace } = pod.json.metadata;
      const account = `${namespace}/${pod.spec.serviceAccountName}`;
      if (!pod.spec.volumes?.some((volume) => classes.has(`${namespace}/${classOf(volume)}`))) continue;
      found.add(account);
      yield usedBy(pod, account);
    }
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
