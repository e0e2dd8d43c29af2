import { firstContainer } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

const profiles = ['RuntimeDefault', 'Localhost'];

export default defineRule({
  why: 'A process may make every system call of the kernel, also the rare ones through which containers are left.',
  elsewhere: {
    'kube-score': ['container-seccomp-profile'],
    polaris: ['linuxHardening'],
    kyverno: ['restrict-seccomp-strict'],
    checkov: ['CKV_K8S_31'],
    nsa: ['C-0055'],
  },
  *check({ containers }) {
    for (const { app, json, spec, container } of containers) {
      const profile = (container.securityContext?.seccompProfile ?? spec.securityContext?.seccompProfile)?.type;
      if (profile !== undefined && profiles.includes(profile)) continue;
      const fact = `container '${container.name}' has seccompProfile ${profile ?? 'unset'}`;
      yield { app, json, fact, fix: "set seccompProfile.type to 'RuntimeDefault'" };
    }
  },
  mutation: (apps) => {
    firstContainer(apps).securityContext = { ...firstContainer(apps).securityContext, seccompProfile: { type: 'Unconfined' } };
  },
});
