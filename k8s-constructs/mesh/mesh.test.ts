import { istioAuthorization } from './istio';
import { linkerdAuthorization } from './linkerd';

const metadata = { labels: { app: 'kitchen' }, annotations: {} };

const waiter = { namespace: 'restaurant', name: 'waiter' };
const door = { namespace: 'door', name: 'door' };

const admissions = [
  { name: 'http', port: 7001, protocol: 'http', callers: [waiter, door] },
  { name: 'orders', port: 7002, protocol: 'grpc', callers: [waiter] },
  { name: 'bell', port: 7003, protocol: 'tcp', callers: [] },
] as const;

const specs = (build: typeof istioAuthorization): unknown[] =>
  build('kitchen', admissions, metadata).map((model) => {
    model.validate();
    const { kind, metadata: made, spec } = model.toJSON() as { kind: string; metadata: { name: string }; spec: unknown };
    return [kind, made.name, spec];
  });

test('Istio is told of callers by service account, and of their ports; a port without callers is named nowhere', () =>
  expect(specs(istioAuthorization)).toEqual([
    [
      'AuthorizationPolicy',
      'kitchen',
      {
        selector: { matchLabels: { 'app.kubernetes.io/name': 'kitchen' } },
        action: 'ALLOW',
        rules: [
          {
            from: [{ source: { principals: ['cluster.local/ns/restaurant/sa/waiter', 'cluster.local/ns/door/sa/door'] } }],
            to: [{ operation: { ports: ['7001'] } }],
          },
          { from: [{ source: { principals: ['cluster.local/ns/restaurant/sa/waiter'] } }], to: [{ operation: { ports: ['7002'] } }] },
        ],
      },
    ],
  ]));

test('Istio lets nobody in where nobody calls', () => {
  const [policy] = istioAuthorization('kitchen', [], metadata);
  expect(policy?.toJSON()).toMatchObject({ spec: { action: 'ALLOW', rules: [] } });
});

test('Linkerd has a Server for each port, and an authorization where somebody calls', () => {
  const made = specs(linkerdAuthorization) as [string, string, object][];
  expect(made.map(([kind, name]) => `${kind} ${name}`)).toEqual([
    'Server kitchen-http',
    'MeshTLSAuthentication kitchen-http',
    'AuthorizationPolicy kitchen-http',
    'Server kitchen-orders',
    'MeshTLSAuthentication kitchen-orders',
    'AuthorizationPolicy kitchen-orders',
    'Server kitchen-bell',
  ]);
  expect(made.find(([kind, name]) => kind === 'Server' && name === 'kitchen-orders')?.[2]).toEqual({
    podSelector: { matchLabels: { 'app.kubernetes.io/name': 'kitchen' } },
    port: 7002,
    proxyProtocol: 'gRPC',
  });
  expect(made[1]?.[2]).toEqual({
    identityRefs: [
      { kind: 'ServiceAccount', name: 'waiter', namespace: 'restaurant' },
      { kind: 'ServiceAccount', name: 'door', namespace: 'door' },
    ],
  });
});
