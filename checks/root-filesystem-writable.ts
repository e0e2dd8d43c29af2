import { firstContainer } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

export default defineRule({
  why: 'An intruder replaces the program he runs in, and a file that grows without end takes the disk of the node from every pod on it.',
  elsewhere: {
    'kube-linter': ['no-read-only-root-fs'],
    'kube-score': ['container-security-context-readonlyrootfilesystem'],
    polaris: ['notReadOnlyRootFilesystem'],
    kyverno: ['require-ro-rootfs', 'add-emptydir-sizelimit'],
    checkov: ['CKV_K8S_22'],
    nsa: ['C-0017'],
  },
  *check({ pods, containers }) {
    for (const { app, json, container } of containers) {
      const readOnly = container.securityContext?.readOnlyRootFilesystem;
      if (readOnly === true) continue;
      const fact = `container '${container.name}' has readOnlyRootFilesystem ${readOnly ?? 'unset'}`;
      yield { app, json, fact, fix: 'set readOnlyRootFilesystem true and mount an emptyDir where it writes' };
    }
    for (const { app, json, spec } of pods) {
      for (const { name, emptyDir } of spec.volumes ?? []) {
        if (!emptyDir || emptyDir.sizeLimit !== undefined) continue;
        yield {
          app,
          json,
          fact: `volume '${name}' is an emptyDir without sizeLimit`,
          fix: "set sizeLimit to what it may hold, such as '128Mi'",
        };
      }
    }
  },
  mutation: (apps) => {
    firstContainer(apps).securityContext = { ...firstContainer(apps).securityContext, readOnlyRootFilesystem: false };
  },
});
