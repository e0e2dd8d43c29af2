import { objectName } from '#model';
import { defineRule, type Violation } from './mechanism/rule';
import { type FoundByMonitor, monitorsOf } from './reach/monitored';
import { copyOf, oneOf } from './references/copies';

export default defineRule({
  why: 'A monitor that names a port which is not there scrapes nothing, and every alert on its metrics stays silent.',
  incidents: ['I04'],
  *check({ objects, reach, cluster }) {
    // A port that a mesh gives to each pod stands in no template.
    const given = cluster.mesh?.requests?.fromPods?.portName;
    for (const found of monitorsOf(objects, reach)) yield* unknownPorts(found, given);
  },
  mutation: (apps) => {
    copyOf(apps, 'ServiceMonitor').spec.endpoints[0].port = 'metricz';
  },
});

interface Endpoint {
  readonly port?: string;
}

function* unknownPorts({ monitor, services, pods }: FoundByMonitor, given?: string): Generator<Violation> {
  const { app, json } = monitor;
  const { endpoints, podMetricsEndpoints } = json.spec as { endpoints?: readonly Endpoint[]; podMetricsEndpoints?: readonly Endpoint[] };
  const asked = (endpoints ?? podMetricsEndpoints ?? []).flatMap(({ port }) => port ?? []);
  const scraped = [
    ...services.map((service) => ({ name: objectName(service.json), ports: portsOf(service.json.spec) })),
    ...pods.flatMap(({ name, ports }) =>
      ports ? [{ name: `the pods of ${name}`, ports: [...ports.keys(), ...(given ? [given] : [])] }] : [],
    ),
  ];
  for (const { name, ports } of scraped)
    for (const port of asked.filter((each) => !ports.includes(each))) {
      const fact = `scrapes port '${port}' of ${name}, which has ${ports.length ? ports.map((each) => `'${each}'`).join(', ') : 'none with a name'}`;
      yield { app, json, fact, fix: oneOf(port, ports, 'name a port that is there') };
    }
}

const portsOf = (spec: unknown): string[] =>
  ((spec as { readonly ports?: readonly { readonly name?: string }[] }).ports ?? []).flatMap(({ name }) => name ?? []);
