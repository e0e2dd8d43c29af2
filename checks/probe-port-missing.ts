import type { IContainer } from 'kubernetes-models/v1/Container';
import { didYouMean } from '#model';
import { firstContainer } from './mechanism/pods';
import { defineRule, type Violation } from './mechanism/rule';
import { isProbed, portOf, probesOf } from './probes/read';

export default defineRule({
  why: 'No pod ever becomes ready, because the kubelet asks a port on which nothing listens.',
  elsewhere: { 'kube-linter': ['liveness-port', 'readiness-port', 'startup-port'] },
  incidents: ['I02'],
  *check({ containers }) {
    for (const pod of containers) {
      const { app, json, container } = pod;
      if (isProbed(pod)) for (const found of mistakesOf(container)) yield { app, json, ...found };
    }
  },
  mutation: (apps) => {
    const { startupProbe } = firstContainer(apps);
    if (startupProbe?.httpGet === undefined) throw new RangeError('no probe to change');
    startupProbe.httpGet.port = 'htp';
  },
});

function* mistakesOf(container: IContainer): Generator<Pick<Violation, 'fact' | 'fix'>> {
  const known = (container.ports ?? []).flatMap(({ name, containerPort }) => (name ? [name, containerPort] : [containerPort]));
  for (const [field, probe] of probesOf(container)) {
    const port = portOf(probe);
    if (port === undefined || known.includes(port)) continue;
    const fact = `container '${container.name}' has a ${field} on port '${port}', which is not among its ports`;
    const otherwise = known.length ? `use ${known.join(' or ')}` : `add '${port}' to its ports`;
    yield { fact, fix: didYouMean(String(port), known.map(String), otherwise) };
  }
}
