/** The HTTP interface of a service. Its paths are the same inside and outside: the gateway never rewrites. */
export interface Http {
  /** Port of the container and of local mode. 1024 to 65535, unique on the platform. */
  readonly port: number;
  /** Port of the Kubernetes Service, which callers use. 1 to 65535. @default - that of the container */
  readonly servicePort?: number;
  /** First path segment of every route: `'/gifts'`. Unique on the platform, and never below another service's. */
  readonly path: `/${string}`;
  /** Who may come in: `'public'` through the gateway, or `'cluster'` for declared callers inside the cluster only. */
  readonly exposure: 'public' | 'cluster';
}

/** A port of a service besides that of its HTTP interface. Declared callers reach all of them. */
export interface Port {
  /** Port of the container. 1024 to 65535. */
  readonly port: number;
  /** Port of the Kubernetes Service, which callers use. 1 to 65535. @default - that of the container */
  readonly servicePort?: number;
  /** What is spoken on it, as the mesh and the gateway should know. @default 'tcp' */
  readonly protocol?: 'http' | 'grpc' | 'tcp';
}

/**
 * What the kubelet asks a container: a path over HTTP, a service by the health protocol of gRPC (`''` for the server as a whole), or whether
 * a port accepts connections.
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
 */
export type Probe =
  | { readonly http: `/${string}`; readonly headers?: Readonly<Record<string, string>>; readonly port?: string }
  | { readonly grpc: string; readonly port?: string }
  | { readonly tcp: string };

/** How a container says in what state it is. Ports are named as in `ports`, and `'http'` is that of the HTTP interface. */
export interface Probes {
  /** Whether it has started: asked every 2 s until it says yes; the others wait. @default - what `ready` asks */
  readonly startup?: Probe;
  /** Whether it may receive traffic, every 5 s. */
  readonly ready: Probe;
  /** Whether it is stuck and must be restarted, every 10 s. Never what `ready` asks. @default - whether the port of `ready` accepts connections */
  readonly live?: Probe;
}

/** Where Prometheus asks for metrics. */
export interface Metrics {
  /** Name of the port. @default 'http' */
  readonly port?: string;
  /** @default '/metrics' */
  readonly path?: `/${string}`;
}

/** The HTTP interface of a service whose code runs on the kit, which has one. */
export const httpOf = ({ http }: { readonly http?: Http }): Http => {
  if (http === undefined)
    throw new RangeError("the definition has no 'http'; a service that is built here serves HTTP, were it only for its health");
  return http;
};

/** A port with nothing left open. */
export interface NamedPort {
  readonly name: string;
  readonly port: number;
  readonly servicePort: number;
  readonly protocol: NonNullable<Port['protocol']>;
}

/** All ports of a service, that of its HTTP interface first. */
export const portsOf = ({ http, ports = {} }: { readonly http?: Http; readonly ports?: Readonly<Record<string, Port>> }): NamedPort[] => [
  ...(http ? [{ name: 'http', port: http.port, servicePort: http.servicePort ?? http.port, protocol: 'http' as const }] : []),
  ...Object.entries(ports).map(([name, { port, servicePort = port, protocol = 'tcp' }]) => ({ name, port, servicePort, protocol })),
];
