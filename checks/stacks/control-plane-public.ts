import { networksOf } from './reading/network';
import { resolver } from './reading/references';
import { defineStackRule, firstHeld } from './rule';

const logs = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'];

export default defineStackRule({
  why: 'Whoever finds a hole in the API server, or a login, can use it from anywhere; and without its logs nobody sees it.',
  elsewhere: { checkov: ['CKV_AWS_37', 'CKV_AWS_39'], 'cdk-nag': ['AwsSolutions-EKS1', 'AwsSolutions-EKS2'] },
  incidents: ['P03'],
  *check(stacks) {
    const resolve = resolver(stacks);
    const ways = new Map(networksOf(stacks).map(({ template, wayOut }) => [template, wayOut]));
    for (const cluster of stacks.of('AWS::EKS::Cluster')) {
      const { Name, ResourcesVpcConfig: config = {}, Logging } = cluster.properties;
      if (config.EndpointPublicAccess !== false)
        yield {
          ...{ at: cluster, fact: `the API server of '${Name}' has a public address` },
          fix: 'set EndpointPublicAccess to false (cdk/cluster-stack.ts)',
        };
      const open = (config.SubnetIds ?? []).flatMap((id: unknown) => {
        const subnet = resolve(id, cluster.template);
        return subnet && ways.get(subnet.template)?.(subnet)?.GatewayId ? [subnet.id] : [];
      });
      if (open.length > 0)
        yield {
          at: cluster,
          fact: `the control plane of '${Name}' is in the public subnets ${open.join(', ')}`,
          fix: 'put it into those of its own',
        };
      const on: string[] = (Logging?.ClusterLogging?.EnabledTypes ?? []).map(({ Type }: { Type: string }) => Type);
      const off = logs.filter((each) => !on.includes(each));
      if (off.length > 0)
        yield { at: cluster, fact: `the control plane of '${Name}' does not log ${off.join(', ')}`, fix: 'switch on all five' };
    }
  },
  mutation: (templates) => {
    firstHeld(templates, 'AWS::EKS::Cluster').ResourcesVpcConfig.EndpointPublicAccess = true;
  },
});
