import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import { firstContainer, type PodContainer } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

/** Every probe, with the path at which services answer it. */
const paths = { startupProbe: '/health/startup', readinessProbe: '/health/ready', livenessProbe: '/health/live' } as const;

export default defineRule({
  why: 'Traffic reaches pods that cannot answer, and pods are restarted because something that they call is slow.',
  elsewhere: {
    'kube-linter': ['no-liveness-probe', 'no-readiness-probe', 'liveness-port', 'readiness-port', 'startup-port'],
    'kube-score': ['pod-probes', 'pod-probes-identical'],
    polaris: ['livenessProbeMissing', 'readinessProbeMissing'],
    kyverno: ['require-probes', 'ensure-probes-different'],
    checkov: ['CKV_K8S_8', 'CKV_K8S_9'],
  },
  *check({ containers }) {
    for (const pod of containers) {
      const { app, json, container } = pod;
      if (!isProbed(pod)) continue;
      for (const { fact, fix } of [...missing(container), ...same(container)]) {
        yield { app, json, fact: `container '${container.name}' has ${fact}`, fix };
      }
    }
  },
  mutation: (apps) => {
    delete firstContainer(apps).startupProbe;
  },
});

/** Of the containers that run first, only those that stay may have probes. */
const isProbed = ({ ends, spec, container }: PodContainer): boolean =>
  !ends && (spec.containers.includes(container) || container.restartPolicy === 'Always');

function* missing({ ports = [], ...probes }: IContainer): Generator<{ fact: string; fix: string }> {
  const known = ports.flatMap(({ name, containerPort }) => (name ? [name, containerPort] : [containerPort]));
  for (const [field, path] of Object.entries(paths)) {
    const probe = probes[field as keyof typeof paths];
    if (!probe) yield { fact: `no ${field}`, fix: `set ${field} to an httpGet of '${path}'` };
    const port = probe && portOf(probe);
    if (port === undefined || known.includes(port)) continue;
    const fix = known.length ? `use ${known.join(' or ')}` : `add '${port}' to its ports`;
    yield { fact: `a ${field} on port '${port}', which is not among its ports`, fix };
  }
}

function* same({ ports = [], livenessProbe, readinessProbe }: IContainer): Generator<{ fact: string; fix: string }> {
  if (!livenessProbe || !readinessProbe) return;
  // Whether a port accepts connections asks nothing that a container relies on; some can be asked nothing else.
  if (livenessProbe.tcpSocket) return;
  const live = handlerOf(livenessProbe, ports);
  if (live !== handlerOf(readinessProbe, ports)) return;
  yield { fact: `${live} as livenessProbe and as readinessProbe`, fix: `set livenessProbe to an httpGet of '${paths.livenessProbe}'` };
}

const portOf = ({ httpGet, tcpSocket, grpc }: IProbe) => (httpGet ?? tcpSocket ?? grpc)?.port;
const handlerOf = (probe: IProbe, ports: NonNullable<IContainer['ports']>): string => {
  const port = ports.find(({ name }) => name === portOf(probe))?.containerPort ?? portOf(probe);
  const type = (['exec', 'grpc', 'httpGet', 'tcpSocket'] as const).find((each) => probe[each]);
  return `${type} '${probe.exec?.command?.join(' ') ?? probe.grpc?.service ?? probe.httpGet?.path ?? ''}'${port === undefined ? '' : ` on port ${port}`}`;
};
