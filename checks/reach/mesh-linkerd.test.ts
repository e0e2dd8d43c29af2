import type { Located } from '../mechanism/rule';
import { tcp } from './step';
import { custom, groupOf, namespace, pod, reachOf } from './testing';

const named = (located: Located, name: string): Located => ({
  ...located,
  json: { ...located.json, metadata: { ...located.json.metadata, name } },
});

const closed: Located = (() => {
  const { app, json } = namespace('shop');
  const annotations = { 'config.linkerd.io/default-inbound-policy': 'deny' };
  return { app, json: { ...json, metadata: { ...json.metadata, annotations } as typeof json.metadata } };
})();

const pods = [pod('shop', 'orders', { app: 'orders' }, { http: 80, bell: 81 }), pod('shop', 'desk'), pod('shop', 'thief')];

const server = named(
  custom('policy.linkerd.io/v1beta3', 'Server', 'shop', { podSelector: { matchLabels: { app: 'orders' } }, port: 80 }),
  'orders-http',
);
const callers = named(
  custom('policy.linkerd.io/v1alpha1', 'MeshTLSAuthentication', 'shop', { identityRefs: [{ kind: 'ServiceAccount', name: 'desk' }] }),
  'orders-http',
);
const policy = named(
  custom('policy.linkerd.io/v1alpha1', 'AuthorizationPolicy', 'shop', {
    targetRef: { group: 'policy.linkerd.io', kind: 'Server', name: 'orders-http' },
    requiredAuthenticationRefs: [{ group: 'policy.linkerd.io', kind: 'MeshTLSAuthentication', name: 'orders-http' }],
  }),
  'orders-http',
);

/** What the mesh says about a connection to the orders, as its last step. */
const said = (from: string, port: number, ...objects: Located[]) => {
  const reach = reachOf(...pods, ...objects);
  const steps = reach.between(groupOf(reach, from), groupOf(reach, 'orders'), tcp(port)).filter(({ direction }) => direction === undefined);
  return steps.map(({ allows, object, says }) => `${allows} ${object?.json.kind}: ${says}`);
};

test.each([
  ['desk', 80, [closed, server, callers, policy], ['true AuthorizationPolicy: authorizes Pod shop/desk on 80']],
  ['thief', 80, [closed, server, callers, policy], ['false AuthorizationPolicy: authorizes others, but not Pod shop/thief on 80']],
  ['desk', 80, [closed, server], ['false Server: authorizes others, but not Pod shop/desk on 80']],
  ['desk', 81, [closed, server, callers, policy], ['false Namespace: lets nobody in on 81, which no Server describes']],
  ['desk', 4191, [closed, server, callers, policy], []],
  ['desk', 81, [namespace('shop'), server, callers, policy], []],
] as const)('%s on %s', (from, port, objects, answer) => expect(said(from, port, ...objects)).toEqual(answer));
