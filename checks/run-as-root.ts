import { firstContainer } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

/** User ids below this one may belong to somebody on the node. */
const lowest = 10_000;

export default defineRule({
  why: 'A process that breaks out of its container is on the node what it was inside.',
  elsewhere: {
    'kube-linter': ['run-as-non-root'],
    'kube-score': ['container-security-context-user-group-id'],
    polaris: ['runAsRootAllowed'],
    kyverno: ['require-run-as-nonroot', 'require-run-as-non-root-user'],
    checkov: ['CKV_K8S_23', 'CKV_K8S_40'],
    nsa: ['C-0013'],
  },
  *check({ platform, containers }) {
    const said = new Map(platform.services.map(({ file, user }) => [file, user]));
    for (const { app, json, spec, container } of containers) {
      const nonRoot = container.securityContext?.runAsNonRoot ?? spec.securityContext?.runAsNonRoot;
      const user = container.securityContext?.runAsUser ?? spec.securityContext?.runAsUser ?? 0;
      // An image from elsewhere may only work as the user that it was made for, which its definition then names.
      if (nonRoot === true && (user >= lowest || (user > 0 && user === said.get(app.definition)))) continue;
      const fact = `container '${container.name}' runs as user ${user} with runAsNonRoot ${nonRoot ?? 'unset'}`;
      yield { app, json, fact, fix: `set runAsNonRoot true and runAsUser to ${lowest} or above` };
    }
  },
  mutation: (apps) => {
    firstContainer(apps).securityContext = { ...firstContainer(apps).securityContext, runAsUser: 0 };
  },
});
