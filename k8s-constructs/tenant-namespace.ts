import { Construct } from 'constructs';
import { Role } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import { RoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import { LimitRange } from 'kubernetes-models/v1/LimitRange';
import { ResourceQuota } from 'kubernetes-models/v1/ResourceQuota';
import { memoryQuantity } from '#model';
import { KubernetesObject } from './object';
import { SecureNamespace } from './secure-namespace';

/** What all services of a namespace need at once, when each runs at its maximum, surges and migrates. */
export interface Demand {
  readonly pods: number;
  readonly cpuMillicores: number;
  readonly memoryMebibytes: number;
}

/** Properties of a namespace for services. */
export interface TenantNamespaceProps {
  readonly name: string;
  readonly environment: string;
  /** Kubernetes minor version, to which Pod Security is pinned. */
  readonly kubernetes: string;
  /** The quota is this and a fifth. */
  readonly demand: Demand;
  /** Groups of the identity provider, by team, whose members may look and debug. */
  readonly groups: Readonly<Record<string, string>>;
}

/**
 * A namespace for services: Pod Security `restricted`, everything closed that no policy opens, a quota that follows from the services,
 * defaults for pods that name no resources, and access for the teams that own something in it.
 */
export class TenantNamespace extends Construct {
  constructor(scope: Construct, id: string, props: TenantNamespaceProps) {
    super(scope, id);
    const { name: namespace, demand, groups } = props;
    const labels = { 'app.kubernetes.io/managed-by': 'platform', env: props.environment };
    new SecureNamespace(this, 'namespace', { ...props, level: 'restricted', tenant: true });

    const headRoom = (amount: number): number => Math.ceil(amount * 1.2);
    const pods = headRoom(demand.pods);
    new KubernetesObject(
      this,
      'quota',
      new ResourceQuota({
        metadata: { name: 'services', namespace, labels },
        spec: {
          hard: {
            pods: String(pods),
            'requests.cpu': String(Math.ceil(headRoom(demand.cpuMillicores) / 1000)),
            'requests.memory': memoryQuantity(headRoom(demand.memoryMebibytes)),
            'limits.memory': memoryQuantity(headRoom(demand.memoryMebibytes)),
            'requests.ephemeral-storage': memoryQuantity(pods * 256),
            'limits.ephemeral-storage': memoryQuantity(pods * 512),
            'services.loadbalancers': '0',
            'services.nodeports': '0',
          },
        },
      }),
    );
    new KubernetesObject(
      this,
      'limits',
      new LimitRange({
        metadata: { name: 'defaults', namespace, labels },
        spec: {
          limits: [
            {
              type: 'Container',
              defaultRequest: { cpu: '50m', memory: '128Mi', 'ephemeral-storage': '128Mi' },
              default: { memory: '128Mi', 'ephemeral-storage': '256Mi' },
            },
          ],
        },
      }),
    );
    new KubernetesObject(this, 'role', new Role({ metadata: { name: 'team', namespace, labels }, rules: teamRules }));
    for (const [team, group] of Object.entries(groups)) {
      new KubernetesObject(
        this,
        `binding-${team}`,
        new RoleBinding({
          metadata: { name: `team-${team}`, namespace, labels: { ...labels, team } },
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'team' },
          subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: group }],
        }),
      );
    }
  }
}

const look = ['get', 'list', 'watch'];

/** Look at everything but secrets, read logs, reach a port. What changes the cluster goes through Git. */
const teamRules: { apiGroups: string[]; resources: string[]; verbs: string[] }[] = [
  {
    apiGroups: [''],
    resources: [
      'configmaps',
      'endpoints',
      'events',
      'limitranges',
      'persistentvolumeclaims',
      'pods',
      'resourcequotas',
      'serviceaccounts',
      'services',
    ],
    verbs: look,
  },
  { apiGroups: [''], resources: ['pods/log', 'pods/status'], verbs: ['get'] },
  { apiGroups: [''], resources: ['pods/portforward'], verbs: ['create'] },
  { apiGroups: ['apps'], resources: ['deployments', 'replicasets', 'statefulsets'], verbs: look },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: look },
  { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: look },
  { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: look },
  { apiGroups: ['external-secrets.io'], resources: ['externalsecrets'], verbs: look },
  { apiGroups: ['gateway.networking.k8s.io'], resources: ['httproutes'], verbs: look },
  { apiGroups: ['metrics.k8s.io'], resources: ['pods'], verbs: look },
  { apiGroups: ['monitoring.coreos.com'], resources: ['servicemonitors'], verbs: look },
  { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: look },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: look },
];
