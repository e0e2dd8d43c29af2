import { charges, type Priced, type Pricings, referred } from '../charge';
import { hoursPerMonth as hours } from '../price-table';

const nodes = charges('EC2 nodes');

/** What runs programs. */
export const compute: Pricings = {
  'AWS::EKS::Cluster': () => charges('EKS control planes')(['eks.hour', hours, 'a cluster in standard support']),

  'AWS::EKS::Nodegroup': (resource) => {
    const { Properties, usage } = resource;
    const { DesiredSize, MinSize } = Properties.ScalingConfig ?? {};
    const count: number = DesiredSize ?? MinSize ?? 1;
    const [type] = Properties.InstanceTypes ?? ['t3.medium'];
    const { disk, monitored } = templateOf(resource);
    return nodes(
      [`ec2.${type}`, count * hours, `${count} × ${type}`],
      ['ebs.gp3', count * disk, `${count} × ${disk} GiB of disk`],
      ['metric.month', monitored ? count * usage.nodeMetrics : 0, `${count} × ${usage.nodeMetrics} metrics`],
    );
  },

  'AWS::EC2::Instance': ({ Properties }) => nodes([`ec2.${Properties.InstanceType}`, hours, `1 × ${Properties.InstanceType}`]),

  'AWS::EKS::Capability': ({ Properties, usage }) => {
    if (Properties.Type !== 'ARGOCD') return charges('EKS capabilities')([`capability.${Properties.Type}`, hours, Properties.Type]);
    return charges('EKS capabilities')(
      ['capability.ARGOCD', hours, 'Argo CD'],
      ['capability.application-hour', usage.gitopsApps * hours, `${usage.gitopsApps} applications`],
    );
  },

  'AWS::Lambda::Function': ({ Properties, usage: { functionRuns, functionSeconds } }) => {
    const gib = (Properties.MemorySize ?? 128) / 1024;
    return charges('Lambda')(
      ['lambda.million', functionRuns / 1e6, `${functionRuns} runs`],
      ['lambda.gb-second', functionRuns * functionSeconds * gib, `${functionRuns} × ${functionSeconds} s`],
    );
  },
};

/** The disk of a node and whether it is watched each minute, which its launch template says. */
const templateOf = (resource: Priced): { disk: number; monitored: boolean } => {
  const { Properties } = resource;
  const { LaunchTemplateData: data = {} } = referred(resource, Properties.LaunchTemplate?.Id)?.Properties ?? {};
  const sizes: number[] = (data.BlockDeviceMappings ?? []).map(({ Ebs }: { Ebs?: { VolumeSize?: number } }) => Ebs?.VolumeSize ?? 0);
  return {
    disk: sizes.length ? sizes.reduce((sum, size) => sum + size, 0) : (Properties.DiskSize ?? 20),
    monitored: data.Monitoring?.Enabled === true,
  };
};
