import type { Located, Scene } from '../mechanism/rule';

/** One way in from outside: a host and a prefix, and the port of the Service that it leads to. */
export interface Route {
  readonly at: Located;
  readonly host: string;
  readonly path: string;
  readonly backends: readonly Backend[];
}

export interface Backend {
  readonly namespace: string;
  readonly name: string;
  readonly port?: number | string;
}

interface Reference {
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
  readonly port?: number;
}

interface HttpRoute {
  readonly hostnames?: readonly string[];
  readonly rules?: readonly {
    readonly matches?: readonly { readonly path?: { readonly value?: string } }[];
    readonly backendRefs?: readonly Reference[];
  }[];
}

interface IngressSpec {
  readonly defaultBackend?: { readonly service?: IngressBackend };
  readonly rules?: readonly {
    readonly host?: string;
    readonly http?: { readonly paths: readonly { readonly path?: string; readonly backend: { readonly service?: IngressBackend } }[] };
  }[];
}

interface IngressBackend {
  readonly name: string;
  readonly port?: { readonly number?: number; readonly name?: string };
}

const ofHttpRoute = (at: Located): Route[] => {
  const { hostnames = ['*'], rules = [] } = at.json.spec as HttpRoute;
  const { namespace: own = 'default' } = at.json.metadata;
  return rules.flatMap(({ matches = [{}], backendRefs = [] }) => {
    const backends = backendRefs
      .filter(({ kind = 'Service' }) => kind === 'Service')
      .map(({ name, namespace = own, port }) => ({ name, namespace, ...(port !== undefined && { port }) }));
    return hostnames.flatMap((host) => matches.map(({ path }) => ({ at, host, path: path?.value ?? '/', backends })));
  });
};

const ofIngress = (at: Located): Route[] => {
  const { namespace = 'default' } = at.json.metadata;
  const { defaultBackend, rules = [] } = at.json.spec as IngressSpec;
  const backendsOf = (service?: IngressBackend): Backend[] => {
    const port = service?.port?.number ?? service?.port?.name;
    return service ? [{ namespace, name: service.name, ...(port !== undefined && { port }) }] : [];
  };
  return [
    ...(defaultBackend ? [{ at, host: '*', path: '/', backends: backendsOf(defaultBackend.service) }] : []),
    ...rules.flatMap(({ host = '*', http }) =>
      (http?.paths ?? []).map(({ path = '/', backend: { service } }) => ({ at, host, path, backends: backendsOf(service) })),
    ),
  ];
};

/** Every way in from outside, in whichever form the gateway is told of it. */
export const routesOf = ({ objects }: Pick<Scene, 'objects'>): Route[] =>
  objects.flatMap((at) => {
    if (at.json.kind === 'HTTPRoute' || at.json.kind === 'GRPCRoute') return ofHttpRoute(at);
    return at.json.kind === 'Ingress' ? ofIngress(at) : [];
  });

/** Whether a host is meant by another that may begin with a wildcard for one label. */
export const coversHost = (pattern: string, host: string): boolean =>
  pattern === host || (pattern.startsWith('*.') && host.slice(host.indexOf('.') + 1) === pattern.slice(2));
