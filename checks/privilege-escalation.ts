import { firstContainer } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

export default defineRule({
  why: 'A process that may gain privileges turns one bug in a program into the whole node.',
  elsewhere: {
    'kube-linter': ['privilege-escalation-container', 'privileged-container'],
    'kube-score': ['container-security-context-privileged'],
    polaris: ['privilegeEscalationAllowed', 'runAsPrivileged'],
    kyverno: ['disallow-privilege-escalation'],
    checkov: ['CKV_K8S_20', 'CKV_K8S_16'],
    nsa: ['C-0016', 'C-0057'],
  },
  *check({ containers }) {
    for (const { app, json, container } of containers) {
      const { allowPrivilegeEscalation, privileged } = container.securityContext ?? {};
      if (allowPrivilegeEscalation !== false) {
        const fact = `container '${container.name}' has allowPrivilegeEscalation ${allowPrivilegeEscalation ?? 'unset'}`;
        yield { app, json, fact, fix: 'set allowPrivilegeEscalation false' };
      }
      if (privileged === true) yield { app, json, fact: `container '${container.name}' has privileged true`, fix: 'set privileged false' };
    }
  },
  mutation: (apps) => {
    firstContainer(apps).securityContext = { ...firstContainer(apps).securityContext, allowPrivilegeEscalation: true };
  },
});
