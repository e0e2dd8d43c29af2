import { firstOf } from '../mechanism/pods';
import { defineContract } from './contract';
import { createdAt, firstResource, inAccount, objectsOf, usedBy } from './reading';

interface Certificate {
  readonly spec: { readonly dnsNames?: readonly string[] };
}

export default defineContract({
  what: 'firewall',
  kind: 'assigned',
  why: 'CloudFront asks the gateway for the host of the caller: without a certificate of the gateway for it every call fails, and without a firewall before it every call comes through.',
  *created(sides) {
    if (!sides.cluster.edge) return;
    for (const distribution of inAccount(sides, 'AWS::CloudFront::Distribution')) {
      const { WebACLId, Aliases = [] } = distribution.properties.DistributionConfig;
      const acl = distribution.template.resources[WebACLId?.['Fn::GetAtt']?.[0]];
      if (acl?.Type !== 'AWS::WAFv2::WebACL' || acl.Properties.Scope !== 'CLOUDFRONT') continue;
      for (const host of Aliases) yield createdAt(distribution, host);
    }
  },
  *used(sides) {
    if (!sides.cluster.edge) return;
    for (const certificate of objectsOf<Certificate>(sides, 'Certificate'))
      for (const host of certificate.json.spec.dnsNames ?? [])
        if (host.endsWith(`.${sides.cluster.environment.domain}`)) yield usedBy(certificate, host);
  },
  fix: {
    missing: 'put CloudFront with the firewall before the host (cdk/edge-stack.ts)',
    unused: 'let the gateway have a certificate for the host',
  },
  mutations: {
    template: (templates) => {
      delete firstResource(templates, 'AWS::CloudFront::Distribution').DistributionConfig.WebACLId;
    },
    manifest: (apps) => {
      const { spec } = firstOf(apps, 'Certificate');
      spec.dnsNames = spec.dnsNames.map((host: string) => `other-${host}`);
    },
  },
});
