import { resolver } from './reading/references';
import { defineStackRule, firstWhere } from './rule';

/** Whether a name of a certificate is for a host: the same, or one level below a wildcard. */
const covers = (name: string, host: string): boolean => name === host || (name.startsWith('*.') && host.replace(/^[^.]+/, '*') === name);

export default defineStackRule({
  why: 'CloudFront takes no alias that its certificate is not for, and the stack fails when it is deployed.',
  incidents: ['I10'],
  *check(stacks) {
    const resolve = resolver(stacks);
    for (const distribution of stacks.of('AWS::CloudFront::Distribution')) {
      const { Aliases = [], ViewerCertificate } = distribution.properties.DistributionConfig;
      const certificate = resolve(ViewerCertificate?.AcmCertificateArn, distribution.template);
      const { DomainName, SubjectAlternativeNames = [] } = certificate?.properties ?? {};
      const names: string[] = [DomainName, ...SubjectAlternativeNames].filter(Boolean);
      for (const host of Aliases.filter((alias: string) => !names.some((name) => covers(name, alias)))) {
        const fact = `answers for ${host} with a certificate for ${names.join(', ') || 'no name'}`;
        yield { at: distribution, fact, fix: `add ${host} to the names of the certificate (cdk/certificate.ts)` };
      }
    }
  },
  mutation: (templates) => {
    firstWhere(templates, 'AWS::CloudFront::Distribution').resource.Properties.DistributionConfig.Aliases.push('other.sample.test');
  },
});
