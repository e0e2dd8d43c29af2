import { charges, countOf, type Pricings } from '../charge';
import { hoursPerMonth as hours } from '../price-table';

/** What stands between customers and the platform, and what reaches them. */
export const edge: Pricings = {
  'AWS::CloudFront::Distribution': ({ usage: { cdnGb, cdnMillions } }) =>
    charges('CloudFront')(['cdn.gb', cdnGb, `${cdnGb} GB`], ['cdn.10k', cdnMillions * 100, `${cdnMillions} million requests`]),

  'AWS::WAFv2::WebACL': ({ Properties, usage: { wafMillions } }) => {
    const rules = countOf(Properties.Rules);
    return charges('WAF')(
      ['waf.acl', 1, 'a web ACL'],
      ['waf.rule', rules, `${rules} rules`],
      ['waf.million', wafMillions, `${wafMillions} million requests`],
    );
  },

  'AWS::GlobalAccelerator::Accelerator': ({ usage: { acceleratorGb } }) =>
    charges('Global Accelerator')(['accelerator.hour', hours, 'an accelerator'], ['accelerator.gb', acceleratorGb, `${acceleratorGb} GB`]),

  'AWS::Route53::HostedZone': ({ usage: { dnsMillions } }) =>
    charges('DNS')(['zone.month', 1, 'a zone'], ['zone.million', dnsMillions, `${dnsMillions} million queries`]),

  'AWS::Route53::HealthCheck': ({ Properties: { HealthCheckConfig: check = {} } }) => {
    const extras = [/^HTTPS/.test(check.Type), /STR_MATCH$/.test(check.Type), check.RequestInterval === 10, check.MeasureLatency];
    const extra = extras.filter(Boolean).length;
    return charges('DNS')(['health-check.month', 1, 'a health check'], ['health-check.option', extra, `${extra} options`]);
  },

  // Text messages are no resource; what they cost depends on where they go, and an alarm watches it.
  'AWS::SES::EmailIdentity': ({ usage: { mailThousands } }) =>
    charges('Mail')(['mail.thousand', mailThousands, `${mailThousands} thousand mails`]),
};
