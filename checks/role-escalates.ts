import { type Grant, granted, grantMore, grantsOf, type Right } from './access/grants';
import { defineRule } from './mechanism/rule';

const access = 'rbac.authorization.k8s.io';
const roles = ['roles', 'clusterroles'];
const bindings = ['rolebindings', 'clusterrolebindings'];
const webhooks = ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'];
const write = ['create', 'update', 'patch'];

/** Rights by which their holder gets all others. */
const rights: readonly Right[] = [
  { group: access, resources: roles, verbs: ['bind', 'escalate'], gives: 'every right that somebody has' },
  { resources: [], verbs: ['impersonate'], gives: 'the rights of whomever they name' },
  { group: access, resources: [...roles, ...bindings], verbs: write, gives: 'rights that no review has seen' },
  { group: '', resources: ['serviceaccounts/token'], verbs: ['create'], gives: 'tokens of every account' },
  { group: 'admissionregistration.k8s.io', resources: webhooks, verbs: write, gives: 'every object that anybody writes' },
  { group: 'certificates.k8s.io', resources: ['certificatesigningrequests/approval'], verbs: ['update', 'patch'], gives: 'any identity' },
  { group: '', resources: ['services/status'], verbs: ['update', 'patch'], gives: 'the traffic of addresses that are not theirs' },
];

export default defineRule({
  why: 'Who holds the role makes himself administrator with it, and nobody notices.',
  elsewhere: {
    kyverno: ['restrict-escalation-verbs-roles'],
    checkov: ['CKV_K8S_155', 'CKV_K8S_156', 'CKV_K8S_157', 'CKV_K8S_158', 'CKV2_K8S_1', 'CKV2_K8S_3', 'CKV2_K8S_4'],
    nsa: ['C-0035'],
  },
  *check(scene) {
    for (const grant of grantsOf(scene)) yield* escalations(grant);
  },
  mutation: (apps) => grantMore(apps, { apiGroups: [access], resources: ['roles'], verbs: ['escalate'] }),
});

function* escalations(grant: Grant) {
  const { app, json } = grant;
  for (const right of rights) {
    const what = granted(grant, right);
    if (what) yield { app, json, fact: `grants '${what}', which gives its holders ${right.gives}`, fix: 'let Git and Argo CD do that' };
  }
}
