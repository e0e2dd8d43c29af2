import { type Grant, granted, grantMore, grantsOf, type Right } from './access/grants';
import { defineRule } from './mechanism/rule';

const workloads = ['deployments', 'statefulsets', 'daemonsets', 'replicasets', 'jobs', 'cronjobs', 'rollouts', 'replicationcontrollers'];

/** Rights by which their holder runs something of his own. */
const rights: readonly Right[] = [
  { group: '', resources: ['pods'], verbs: ['create'], gives: 'every account and secret of the namespace' },
  { resources: workloads, verbs: ['create'], gives: 'every account and secret of the namespace' },
  {
    group: '',
    resources: ['pods/exec', 'pods/attach', 'pods/ephemeralcontainers'],
    verbs: ['create', 'get', 'update', 'patch'],
    gives: 'what its pods hold',
  },
  { group: '', resources: ['nodes/proxy'], verbs: ['create', 'get'], gives: 'every pod of the node' },
];

export default defineRule({
  why: 'Who may run a pod, or a command in one, has the logins of all services beside it, and what was run is in no commit.',
  elsewhere: {
    'kube-linter': ['access-to-create-pods'],
    polaris: [
      'rolePodExecAttach',
      'clusterrolePodExecAttach',
      'rolebindingRolePodExecAttach',
      'rolebindingClusterRolePodExecAttach',
      'clusterrolebindingPodExecAttach',
    ],
    checkov: ['CKV2_K8S_2'],
    nsa: ['C-0002'],
  },
  *check(scene) {
    // Where nothing depends on it, teams may try things by hand.
    if (scene.cluster.environment.shape === 'frugal') return;
    for (const grant of grantsOf(scene)) yield* running(grant);
  },
  mutation: (apps) => {
    if (apps[0]?.cluster.environment.shape === 'frugal') throw new RangeError('teams may run pods here');
    grantMore(apps, { apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] });
  },
});

function* running(grant: Grant) {
  const { app, json } = grant;
  for (const right of rights) {
    const what = granted(grant, right);
    if (what) yield { app, json, fact: `grants '${what}', which gives its holders ${right.gives}`, fix: 'let Argo CD run it, from Git' };
  }
}
