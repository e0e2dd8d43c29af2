import { firstOf } from '../mechanism/pods';
import { defineContract, type Sides } from './contract';
import { besideCluster, createdAt, firstResource, inAccount, objectsOf, type Placed, usedBy } from './reading';

interface Gateway {
  readonly spec: { readonly listeners: readonly { readonly hostname?: string }[] };
}

interface Ingress {
  readonly spec: { readonly tls?: readonly { readonly hosts?: readonly string[] }[] };
}

const certificateType = 'AWS::CertificateManager::Certificate';

/** Whether something that callers meet shows the certificate: the load balancer of the region, or CloudFront. */
const isShown = ({ id, template }: Placed, sides: Sides): boolean => {
  const here = (type: string) => inAccount(sides, type).filter((each) => each.template === template);
  const listeners = here('AWS::ElasticLoadBalancingV2::Listener').flatMap(({ properties }) => properties.Certificates ?? []);
  const distributions = here('AWS::CloudFront::Distribution').map(({ properties }) => properties.DistributionConfig.ViewerCertificate);
  return [
    ...listeners.map(({ CertificateArn }: { CertificateArn: { Ref?: string } }) => CertificateArn),
    ...distributions.map((shown: { AcmCertificateArn: { Ref?: string } } | undefined) => shown?.AcmCertificateArn),
  ].some((arn) => arn?.Ref === id);
};

export default defineContract({
  what: 'certificate',
  kind: 'assigned',
  why: 'A host that is shown with a certificate for another one is refused by every caller.',
  *created(sides) {
    const { edge } = sides.cluster;
    for (const certificate of edge ? inAccount(sides, certificateType) : besideCluster(sides, certificateType))
      if (isShown(certificate, sides)) yield createdAt(certificate, certificate.properties.DomainName);
  },
  *used(sides) {
    for (const gateway of objectsOf<Gateway>(sides, 'Gateway'))
      for (const { hostname } of gateway.json.spec.listeners) if (hostname) yield usedBy(gateway, hostname);
    for (const ingress of objectsOf<Ingress>(sides, 'Ingress'))
      for (const host of (ingress.json.spec.tls ?? []).flatMap(({ hosts = [] }) => hosts)) yield usedBy(ingress, host);
  },
  fix: {
    missing: 'issue one for the host (cdk/certificate.ts) and show it, or take the host from the cluster',
    unused: 'let the gateway listen for the host, or remove the certificate',
  },
  mutations: {
    template: (templates) => {
      firstResource(templates, certificateType).DomainName = 'api.elsewhere.test';
    },
    manifest: (apps) => {
      firstOf(apps, 'Gateway').spec.listeners[0].hostname = 'api.elsewhere.test';
    },
  },
});
