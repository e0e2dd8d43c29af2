import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import type { PlatformStack } from './platform-stack';

/**
 * A certificate for one host, issued and renewed by AWS as long as the zone has the record that proves it.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-certificatemanager-certificate.html
 */
export const publicCertificate = (stack: PlatformStack, domainName: string, hostedZoneId: string): acm.CfnCertificate =>
  new acm.CfnCertificate(stack, 'certificate', {
    domainName,
    validationMethod: 'DNS',
    domainValidationOptions: [{ domainName, hostedZoneId }],
    keyAlgorithm: 'EC_prime256v1',
    certificateTransparencyLoggingPreference: 'ENABLED',
  });
