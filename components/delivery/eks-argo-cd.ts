import { Secret } from 'kubernetes-models/v1/Secret';
import { type Cluster, defineComponent } from '#model';
import { kinds, settings } from './argo-cd/settings';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/**
 * Tells Argo CD of the cluster, also of the one that it belongs to. It holds no credential: who may act there is said by an access entry. No
 * project is named, or the others could not deploy here.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/argocd-register-clusters.html
 */
const registration = ({ name, gitopsDestination }: Cluster): Secret =>
  new Secret({
    metadata: { name, labels: { 'argocd.argoproj.io/secret-type': 'cluster' } },
    // Encoded, because a field that is rewritten on the server would differ at each comparison.
    data: { name: base64(name), server: base64(gitopsDestination) },
  });

/** @see https://docs.aws.amazon.com/eks/latest/userguide/argocd.html */
export default defineComponent({
  purpose: 'Keeps the cluster as Git says, from outside of it: AWS runs it, and lets people in by IAM Identity Center.',
  role: 'gitops',
  namespace: 'argocd',
  capability: 'ARGOCD',
  prune: false,
  provides: { kinds },
  objects: (cluster) => [settings(), registration(cluster)],
});
