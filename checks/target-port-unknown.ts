import { idOf } from './graph/surroundings';
import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { oneOf } from './references/copies';
import { missing } from './references/missing';

export default defineRule({
  why: 'Connections to a port of a Service that leads to no port of its pods are refused, and the object itself looks healthy.',
  elsewhere: { 'kube-linter': ['invalid-target-ports'] },
  incidents: ['I03'],
  *check(scene) {
    // A port with a name leads there by both its number and its name.
    const places = new Map([...missing(scene, ['leads to'], ['container'])].map((each) => [`${idOf(each.at.json)} ${each.edge.to}`, each]));
    for (const { at, edge } of places.values()) {
      const split = edge.to.lastIndexOf(':');
      const [pods, port] = [edge.to.slice('container port '.length, split), edge.to.slice(split + 1)];
      const open = scene.references.from(pods, 'has').flatMap(({ to }) => scene.references.nodes.get(to)?.name ?? []);
      const names = open.flatMap((each) => each.split(' '));
      yield {
        ...{ app: at.app, json: at.json },
        fact: `leads to port '${port}' of the ${pods.replace(/^pods (\w+)\S*/, 'pods of $1')}, which have ${open.length ? open.map((each) => `'${each}'`).join(', ') : 'none'}`,
        fix: oneOf(port, names, 'set targetPort to a port that a container declares'),
      };
    }
  },
  mutation: (apps) => {
    const { ports, selector } = firstOf(apps, 'Service').spec;
    if (selector === undefined) throw new RangeError('no Service with pods');
    ports.push({ name: 'admin', port: 9000, targetPort: 'admni' });
  },
});
