import type { Component } from '#model';
import { acmeIssuersIn, type Solver } from './certificates/read';
import { defineRule, type Scene } from './mechanism/rule';

const right = 'route53:ChangeResourceRecordSets';

/** The component whose controller does what issuers ask for. */
const controllerOn = ({ cluster }: Scene): Component | undefined =>
  cluster.components.find(({ provides }) => provides?.kinds?.['cert-manager.io/v1'] !== undefined);

interface Wrong {
  readonly fact: string;
  readonly fix: string;
}

/** What is wrong with proofs by records of a zone. */
const byRecords = (scene: Scene): Wrong | undefined => {
  const controller = controllerOn(scene);
  const allowed = Object.values(controller?.iam?.(scene.cluster) ?? {}).flat();
  if (allowed.some(({ effect, actions }) => effect !== 'Deny' && actions.some((action) => action === right))) return undefined;
  const fact = `proves names by records of Route 53, and ${controller?.name ?? 'no component'} may not write them`;
  return { fact, fix: `allow ${right} in the iam of ${controller?.file ?? 'the component that issues'}` };
};

type ByHttp = NonNullable<Solver['http01']>;

/** What is wrong with proofs by an Ingress, which a gateway must serve. */
const byIngress = ({ ingressClassName, class: old }: NonNullable<ByHttp['ingress']>, { cluster }: Scene): Wrong | undefined => {
  const [asked = '', served] = [ingressClassName ?? old, cluster.gateway?.ingressClass];
  if (asked === served) return undefined;
  const fact = `proves names by an Ingress of class '${asked}', and the cluster serves ${served ? `'${served}'` : 'none'}`;
  return { fact, fix: served ? `write ingressClassName: '${served}'` : 'prove them by dns01' };
};

/** What is wrong with proofs by a route, which must attach to a Gateway. */
const byRoute = ({ parentRefs = [] }: NonNullable<ByHttp['gatewayHTTPRoute']>, { cluster: { gateway } }: Scene): Wrong | undefined => {
  const own = gateway && 'name' in gateway ? gateway.name : undefined;
  const asked = parentRefs[0]?.name ?? '';
  if (asked === own) return undefined;
  const fact = `proves names by a route of the Gateway '${asked}', and the cluster has ${own ? `'${own}'` : 'none'}`;
  return { fact, fix: own ? `name '${own}' in its parentRefs` : 'prove them by dns01' };
};

/** What is wrong with a way to prove whose a name is; nothing where it works. */
const mistakeOf = ({ dns01, http01 = {} }: Solver, scene: Scene): Wrong | undefined => {
  if (dns01?.route53) return byRecords(scene);
  if (http01.ingress) return byIngress(http01.ingress, scene);
  return http01.gatewayHTTPRoute && byRoute(http01.gatewayHTTPRoute, scene);
};

export default defineRule({
  why: 'The authority never sees the proof that it asks for, so no certificate is issued, and none renewed.',
  incidents: ['I10', 'P10'],
  *check(scene) {
    for (const { app, json, acme } of acmeIssuersIn(scene))
      for (const solver of acme.solvers ?? []) {
        const mistake = mistakeOf(solver, scene);
        if (mistake) yield { app, json, ...mistake };
      }
  },
  mutation: (apps) => {
    for (const { json } of apps.flatMap(({ objects }) => objects))
      if (json.kind === 'ClusterIssuer' && json.spec.acme) {
        json.spec.acme.solvers = [{ http01: { ingress: { ingressClassName: 'elsewhere' } } }];
        return;
      }
    throw new RangeError('no issuer to change');
  },
});
