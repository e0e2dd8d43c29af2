import { type Placed, resourcesOf, type StackTemplate, stackName } from '#cdk';
import { emptiers } from './emptying';
import { asked } from './leftovers';
import { isRetained } from './staying';
import type { Step } from './step';

/** What stands in the way when a stack is destroyed: protection, and stores that AWS deletes only when they are empty. */
export const madeFree = (stack: StackTemplate): Step[] => [
  ...(stack.terminationProtection ? [unprotected(stack)] : []),
  ...resourcesOf([stack])
    .filter((resource) => !isRetained(resource))
    .sort((one, other) => types.indexOf(one.Type) - types.indexOf(other.Type))
    .flatMap((resource) => handlers[resource.Type]?.(resource) ?? []),
];

const unprotected = (stack: StackTemplate): Step => ({
  what: `${stack.stack} may be deleted`,
  command: [
    ...(['aws', 'cloudformation', 'update-termination-protection', '--no-enable-termination-protection'] as const),
    ...['--stack-name', stackName(stack), '--region', stack.region],
  ],
  why: 'it is protected, so that nobody deletes it by mistake',
  otherwise: 'ask for the right cloudformation:UpdateTerminationProtection',
});

const loadBalancer = (placed: Placed): Step[] => {
  const { Name, LoadBalancerAttributes = [] } = placed.Properties;
  const isProtected = ({ Key, Value }: { Key: string; Value: string }): boolean =>
    Key === 'deletion_protection.enabled' && Value === 'true';
  if (!LoadBalancerAttributes.some(isProtected)) return [];
  return [
    {
      what: `load balancer ${Name} in ${placed.stack.region} may be deleted`,
      each: [
        asked(placed.stack.region)('elbv2', 'describe-load-balancers', `LoadBalancers[?LoadBalancerName=='${Name}'].[LoadBalancerArn]`),
      ],
      command: [
        ...(['aws', 'elbv2', 'modify-load-balancer-attributes', '--load-balancer-arn', '{1}'] as const),
        ...['--attributes', 'Key=deletion_protection.enabled,Value=false', '--region', placed.stack.region],
      ],
      why: 'it is protected, so that nobody deletes it by mistake',
      otherwise: 'ask for the right elasticloadbalancing:ModifyLoadBalancerAttributes',
    },
  ];
};

/** By type, in the order in which they are asked. */
const handlers: Readonly<Record<string, (placed: Placed) => Step[]>> = {
  ...emptiers,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': loadBalancer,
};

const types = Object.keys(handlers);

/** Logs that AWS makes anew when whoever writes to them is late. */
export const lateLogs = (stacks: readonly StackTemplate[]): Step[] =>
  resourcesOf(stacks, 'AWS::Logs::LogGroup')
    .filter((resource) => !isRetained(resource) && String(resource.Properties?.LogGroupName).startsWith('/aws/'))
    .map((placed) => {
      const name = placed.Properties.LogGroupName;
      return {
        what: `log ${name} did not come back`,
        each: [
          asked(placed.stack.region)(
            ...(['logs', 'describe-log-groups', `logGroups[?logGroupName=='${name}'].[logGroupName]`] as const),
            ...['--log-group-name-prefix', name],
          ),
        ],
        command: ['aws', 'logs', 'delete-log-group', '--log-group-name', '{1}', '--region', placed.stack.region],
        why: 'whoever writes late makes it anew, and it would stand in the way of the next deployment',
        otherwise: 'ask for the right logs:DeleteLogGroup',
      };
    });
