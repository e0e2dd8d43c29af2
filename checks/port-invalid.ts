import { dnsLabel, misfit, portName } from './fields/names';
import { opaqueKinds, placeOf, walk } from './fields/walk';
import { defineRule, type Scene, type Violation } from './mechanism/rule';
import { copyOf } from './references/copies';

/** Fields that hold the number of a port, in whichever kind. */
const fields = new Set(['port', 'containerPort', 'hostPort', 'targetPort', 'nodePort', 'endPort', 'healthCheckNodePort']);

export default defineRule({
  why: 'The API server refuses a port past 65535 or a name of more than 15 characters, which no schema says.',
  *check(scene) {
    for (const { app, json } of scene.objects) {
      if (opaqueKinds.has(json.kind)) continue;
      const wrong: { fact: string; fix: string }[] = [];
      walk(json.spec, (key, value, path) => {
        if (fields.has(key) && typeof value === 'number' && !(Number.isInteger(value) && value >= 1 && value <= 65_535))
          wrong.push({ fact: `${placeOf(['spec', ...path], key)} is ${value}`, fix: 'write a whole number from 1 to 65535' });
      });
      for (const { fact, fix } of wrong) yield { app, json, fact, fix };
    }
    yield* misnamed(scene);
  },
  mutation: (apps) => {
    const policy = copyOf(apps, 'NetworkPolicy', ({ spec }) => spec.egress?.[0]?.ports);
    policy.spec.egress[0].ports[0].port = 65_536;
  },
});

function* misnamed({ containers, objects }: Scene): Generator<Violation> {
  for (const { app, json, container } of containers)
    for (const { name = 'port' } of container.ports ?? []) {
      const wrong = misfit(name, portName);
      if (wrong) yield { app, json, fact: `the name of port '${name}' of container '${container.name}' ${wrong.fact}`, fix: wrong.fix };
    }
  for (const { app, json } of objects.filter((each) => each.json.kind === 'Service'))
    for (const found of ofService(json.spec)) yield { app, json, ...found };
}

function* ofService(spec: unknown): Generator<{ fact: string; fix: string }> {
  const { ports = [] } = spec as { readonly ports?: readonly { readonly name?: string }[] };
  for (const { name } of ports) {
    const wrong = name === undefined ? undefined : misfit(name, dnsLabel);
    if (wrong) yield { fact: `the name of port '${name}' ${wrong.fact}`, fix: wrong.fix };
    if (name === undefined && ports.length > 1) yield { fact: `one of its ${ports.length} ports has no name`, fix: 'name each port' };
  }
}
