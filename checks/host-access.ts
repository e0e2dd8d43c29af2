import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { firstPod } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

export default defineRule({
  why: 'A pod that shares network, processes or files with its node sees and changes what belongs to every other pod there.',
  elsewhere: {
    'kube-linter': ['host-network', 'host-pid', 'host-ipc', 'sensitive-host-mounts', 'writable-host-mount'],
    polaris: ['hostNetworkSet', 'hostPIDSet', 'hostIPCSet', 'hostPortSet'],
    checkov: ['CKV_K8S_17', 'CKV_K8S_18', 'CKV_K8S_19', 'CKV_K8S_26', 'CKV_K8S_27'],
    nsa: ['C-0038', 'C-0041', 'C-0044'],
  },
  *check({ pods, containers }) {
    for (const { app, json, spec } of pods) {
      for (const { fact, fix } of shared(spec)) yield { app, json, fact, fix };
    }
    for (const { app, json, container } of containers) {
      for (const { hostPort } of container.ports ?? []) {
        if (!hostPort) continue;
        yield {
          app,
          json,
          fact: `container '${container.name}' takes port ${hostPort} of the node`,
          fix: 'remove hostPort and put a Service in front',
        };
      }
    }
  },
  mutation: (apps) => {
    firstPod(apps).hostPID = true;
  },
});

function* shared(spec: IPodSpec): Generator<{ fact: string; fix: string }> {
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC'] as const) {
    if (spec[field] === true) yield { fact: `the pod has ${field} true`, fix: `remove ${field}` };
  }
  for (const { name, hostPath } of spec.volumes ?? []) {
    if (!hostPath) continue;
    yield {
      fact: `volume '${name}' is the path '${hostPath.path}' of the node`,
      fix: 'mount an emptyDir, a ConfigMap or a PersistentVolumeClaim',
    };
  }
}
