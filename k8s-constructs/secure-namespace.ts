import { Construct } from 'constructs';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import type { Mesh } from '#model';
import { KubernetesObject } from './object';

/** Properties of a namespace. */
export interface SecureNamespaceProps {
  readonly name: string;
  readonly environment: string;
  /** Kubernetes minor version, to which Pod Security is pinned. */
  readonly kubernetes: string;
  /** What pods must meet at least; below `restricted` only where a component says why. */
  readonly level: 'restricted' | 'baseline' | 'privileged';
  /** Whether services live here; policies select such namespaces by label. @default false */
  readonly tenant?: boolean;
  /** Labels and annotations by which its pods come into a mesh. @default - they are in none */
  readonly mesh?: Mesh['namespace'];
}

/**
 * A namespace in which nothing may run that Pod Security forbids, and nothing is reachable that no policy opens. Warnings and audit
 * always speak of `restricted`, whatever is enforced. Argo CD never deletes it: everything in it would go too.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
export class SecureNamespace extends Construct {
  constructor(scope: Construct, id: string, { name, environment, kubernetes, level, tenant = false, mesh }: SecureNamespaceProps) {
    super(scope, id);
    const version = `v${kubernetes}`;
    const labels = { 'app.kubernetes.io/managed-by': 'platform', env: environment };
    const security = (mode: string, enforced: string) => ({
      [`pod-security.kubernetes.io/${mode}`]: enforced,
      [`pod-security.kubernetes.io/${mode}-version`]: version,
    });
    new KubernetesObject(
      this,
      'namespace',
      new Namespace({
        metadata: {
          name,
          labels: {
            ...labels,
            ...security('enforce', level),
            ...security('warn', 'restricted'),
            ...security('audit', 'restricted'),
            ...(tenant && { tenant: 'true' }),
            ...mesh?.labels,
          },
          annotations: {
            'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false',
            'argocd.argoproj.io/sync-wave': '-1',
            ...mesh?.annotations,
          },
        },
      }),
    );
    new KubernetesObject(
      this,
      'default-deny',
      new NetworkPolicy({
        metadata: { name: 'default-deny', namespace: name, labels, annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false' } },
        spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
      }),
    );
  }
}
