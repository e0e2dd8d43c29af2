import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import { builtHere } from '#model';
import { firstContainer } from './mechanism/pods';
import { defineRule, type Violation } from './mechanism/rule';
import { isProbed, portOf, probePaths, probesOf } from './probes/read';

type Found = Pick<Violation, 'fact' | 'fix'>;

export default defineRule({
  why: 'A store that is slow restarts every pod that waits for it, because what says that a pod is not ready also says that it is dead.',
  elsewhere: { 'kube-score': ['pod-probes-identical'], kyverno: ['ensure-probes-different'] },
  incidents: ['I02'],
  *check({ platform, containers }) {
    const built = new Set(builtHere(platform).map(({ name }) => name));
    for (const pod of containers) {
      const { app, json, container } = pod;
      if (!isProbed(pod)) continue;
      const found = built.has(app.name) && app.name === container.name ? otherPaths(container) : same(container);
      for (const { fact, fix } of found) yield { app, json, fact: `container '${container.name}' has ${fact}`, fix };
    }
  },
  mutation: (apps) => {
    const container = firstContainer(apps);
    if (container.livenessProbe) container.livenessProbe.httpGet = structuredClone(container.readinessProbe?.httpGet);
  },
});

/** Services on the kit answer each probe at a path of its own. */
function* otherPaths(container: IContainer): Generator<Found> {
  for (const [field, probe] of probesOf(container)) {
    const path = probe.httpGet?.path;
    if (path !== probePaths[field])
      yield { fact: `a ${field} of '${path ?? 'no path'}'`, fix: `set its httpGet.path to '${probePaths[field]}'` };
  }
}

function* same({ ports = [], livenessProbe, readinessProbe }: IContainer): Generator<Found> {
  if (!livenessProbe || !readinessProbe) return;
  // Whether a port accepts connections asks nothing that a container relies on; some can be asked nothing else.
  if (livenessProbe.tcpSocket) return;
  const live = handlerOf(livenessProbe, ports);
  if (live !== handlerOf(readinessProbe, ports)) return;
  yield { fact: `${live} as livenessProbe and as readinessProbe`, fix: `set livenessProbe to an httpGet of '${probePaths.livenessProbe}'` };
}

const handlerOf = (probe: IProbe, ports: NonNullable<IContainer['ports']>): string => {
  const port = ports.find(({ name }) => name === portOf(probe))?.containerPort ?? portOf(probe);
  const type = (['exec', 'grpc', 'httpGet', 'tcpSocket'] as const).find((each) => probe[each]);
  return `${type} '${probe.exec?.command?.join(' ') ?? probe.grpc?.service ?? probe.httpGet?.path ?? ''}'${port === undefined ? '' : ` on port ${port}`}`;
};
