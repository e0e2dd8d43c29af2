import { addGiven, type Reader } from '../surroundings';

const classes = ['system-cluster-critical', 'system-node-critical'];
const roles = ['admin', 'cluster-admin', 'edit', 'view'];

/** Objects that objects of ours may rely on although none of them is rendered: those of Kubernetes, and those that charts promise. */
export const readGiven: Reader = (draft, { scene: { cluster } }) => {
  for (const name of ['default', 'kube-node-lease', 'kube-public', 'kube-system'])
    addGiven(draft, 'Namespace', undefined, name, 'kubernetes');
  for (const { kind, name } of [...draft.nodes.values()].filter((node) => node.kind === 'Namespace')) {
    const namespace = name.replace(`${kind} `, '');
    addGiven(draft, 'ServiceAccount', namespace, 'default', 'kubernetes');
    addGiven(draft, 'ConfigMap', namespace, 'kube-root-ca.crt', 'kubernetes');
  }
  for (const name of classes) addGiven(draft, 'PriorityClass.scheduling.k8s.io', undefined, name, 'kubernetes');
  for (const name of roles) addGiven(draft, 'ClusterRole.rbac.authorization.k8s.io', undefined, name, 'kubernetes');
  for (const { name, namespace, provides = {} } of cluster.components) {
    const from = `component ${name}`;
    for (const account of provides.serviceAccounts ?? [])
      draft.link('owns', from, addGiven(draft, 'ServiceAccount', namespace, account, from));
    const { gateway, secretStore } = provides;
    if (gateway?.ingressClass !== undefined)
      draft.link('owns', from, addGiven(draft, 'IngressClass.networking.k8s.io', undefined, gateway.ingressClass, from));
    else if (gateway) draft.link('owns', from, addGiven(draft, 'Gateway.gateway.networking.k8s.io', gateway.namespace, gateway.name, from));
    if (secretStore) draft.link('owns', from, addGiven(draft, 'ClusterSecretStore.external-secrets.io', undefined, secretStore, from));
  }
};
