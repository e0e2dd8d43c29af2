import { defineComponent } from '#model';

/** @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/integrating_csi_driver.html */
export default defineComponent({
  purpose: 'Reads secrets in AWS Secrets Manager for the driver, with the rights of the pod that mounts them.',
  with: 'secrets-store-csi',
  after: ['secrets-store-csi'],
  chart: {
    repository: 'https://aws.github.io/secrets-store-csi-driver-provider-aws',
    name: 'secrets-store-csi-driver-provider-aws',
    version: '3.1.1',
  },
  podSecurity: { level: 'privileged', reason: "Its socket and the folders of pods, which the driver's node has, are host paths." },
  network: { egress: ['kubernetes', 'aws'] },
  provides: { serviceAccounts: ['secrets-store-aws'] },
  values: ({ region: awsRegion }) => ({
    awsRegion,
    fullnameOverride: 'secrets-store-aws',
    // The driver is there already.
    'secrets-store-csi-driver': { install: false },
    // All files of a folder change at once then, as they do where a Secret is mounted.
    driverWritesSecrets: true,
    priorityClassName: 'system-node-critical',
    // Wherever pods run that mount secrets.
    tolerations: [{ operator: 'Exists' }],
    resources: { requests: { cpu: '25m', memory: '128Mi' }, limits: { memory: '128Mi' } },
  }),
});
