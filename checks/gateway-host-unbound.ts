import type { Located, Scene } from './mechanism/rule';
import { defineRule } from './mechanism/rule';
import { coversHost } from './routes/read';

interface Parent {
  readonly name: string;
  readonly namespace?: string;
  readonly sectionName?: string;
  readonly kind?: string;
}

interface Listener {
  readonly name: string;
  readonly hostname?: string;
}

/** Gateways that are rendered here; one that a chart makes is not known. */
const listenersOf = ({ objects }: Scene): Map<string, readonly Listener[]> =>
  new Map(
    objects
      .filter(({ json }) => json.kind === 'Gateway' && json.apiVersion.startsWith('gateway.networking.k8s.io/'))
      .map(({ json }) => [
        `${json.metadata.namespace}/${json.metadata.name}`,
        (json.spec as { readonly listeners?: readonly Listener[] }).listeners ?? [],
      ]),
  );

export default defineRule({
  why: 'Callers are answered 404, because the gateway that a route names does not serve its host.',
  incidents: ['I03'],
  *check(scene) {
    const gateways = listenersOf(scene);
    if (gateways.size === 0) return;
    for (const at of scene.objects.filter(({ json }) => json.kind === 'HTTPRoute' || json.kind === 'GRPCRoute')) {
      const { parentRefs = [], hostnames = [] } = at.json.spec as { parentRefs?: readonly Parent[]; hostnames?: readonly string[] };
      for (const parent of parentRefs.filter(({ kind = 'Gateway' }) => kind === 'Gateway')) yield* unbound(at, parent, hostnames, gateways);
    }
  },
  mutation: (apps) => {
    const route = apps.flatMap(({ objects }) => objects).find(({ json }) => json.kind === 'HTTPRoute')?.json;
    if (route) route.spec.hostnames[0] = `elsewhere.${route.spec.hostnames[0]}`;
  },
});

function* unbound(at: Located, parent: Parent, hosts: readonly string[], gateways: ReadonlyMap<string, readonly Listener[]>) {
  const name = `${parent.namespace ?? at.json.metadata.namespace}/${parent.name}`;
  const listeners = gateways.get(name);
  if (listeners === undefined) {
    const fix = `name one that is: ${[...gateways.keys()].join(', ')}`;
    yield { ...at, fact: `attaches to Gateway ${name}, which is not there`, fix };
    return;
  }
  const meant = listeners.filter((each) => parent.sectionName === undefined || each.name === parent.sectionName);
  if (meant.length === 0) {
    const fact = `attaches to listener '${parent.sectionName}' of Gateway ${name}, which has ${listeners.map((each) => `'${each.name}'`).join(', ')}`;
    yield { ...at, fact, fix: 'name one of its listeners' };
    return;
  }
  const strange = hosts.find((host) => !meant.some(({ hostname }) => hostname === undefined || coversHost(hostname, host)));
  if (strange === undefined) return;
  const served = meant.flatMap(({ hostname }) => hostname ?? []).join(', ');
  yield { ...at, fact: `answers for ${strange}, and Gateway ${name} serves ${served}`, fix: 'name a host that it serves' };
}
