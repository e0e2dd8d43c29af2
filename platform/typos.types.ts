import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { allow, allowUnscoped, defineComponent, defineService, secret } from '#model';
import { orders } from '#platform/topics/order';

/** What must not compile. A line that does after all fails the type check, because nothing is wrong where an error is expected. */

const right = { purpose: 'Is right.', owner: 'growth', tier: 'batch', http: { port: 9999, path: '/right', exposure: 'cluster' } } as const;

export default [
  defineService(right),
  // @ts-expect-error a service that does not exist
  defineService({ ...right, calls: ['paymet-service'] }),
  // @ts-expect-error a team that does not exist
  defineService({ ...right, owner: 'grwoth' }),
  // @ts-expect-error a tier that does not exist
  defineService({ ...right, tier: 'crucial' }),
  // @ts-expect-error an event that its topic does not have
  defineService({ ...right, produces: [orders.plcaed] }),
  // @ts-expect-error an environment that does not exist
  defineService({ ...right, in: { production: {} } }),
  // @ts-expect-error a field that does not exist
  defineService({ ...right, call: [] }),
  // @ts-expect-error a number without its unit
  defineService({ ...right, size: { cpu: '250', memory: '512Mi' } }),
  // @ts-expect-error a unit of another kind
  defineService({ ...right, size: { cpu: '250m', memory: '512MB' } }),
  // @ts-expect-error a path that does not begin with a slash
  defineService({ ...right, http: { ...right.http, path: 'right' } }),
  // @ts-expect-error a component that does not exist
  defineComponent({ purpose: 'Is wrong.', after: ['cert-manger'] }),
  // @ts-expect-error a role that does not exist
  defineComponent({ purpose: 'Is wrong.', role: 'gateway' }),
  // @ts-expect-error an action that AWS can scope, without a resource
  allowUnscoped(['secretsmanager:GetSecretValue']),
  // @ts-expect-error a bare star
  allow(['secretsmanager:GetSecretValue'], '*'),
  allow(['secretsmanager:GetSecretValue'], secret('some/*')),
  // @ts-expect-error a field that the kind does not have
  new ConfigMap({ metadata: { name: 'wrong' }, dta: {} }),
  // @ts-expect-error a field of a field that the kind does not have
  new Deployment({ spec: { selector: {}, template: { spec: { containers: [{ name: 'a', imagePullPolcy: 'Always' }] } } } }),
];
