import { allow, allowUnscoped, type Cluster, defineComponent, ec2, loadBalancing, names, type Statement, serviceLinkedRole } from '#model';

const elb = (...actions: string[]): string[] => actions.map((action) => `elasticloadbalancing:${action}`);

/** What network load balancers need of the published policy, on what the controller has tagged as this cluster's. */
const policy = ({ name }: Cluster): Statement[] => {
  const balancers = loadBalancing('loadbalancer/net/*/*');
  const listeners = loadBalancing('listener/net/*/*/*');
  const targets = loadBalancing('targetgroup/*/*');
  const groups = ec2('security-group/*');
  const asked = { [`aws:RequestTag/${names.loadBalancerTag}`]: name };
  const own = { StringEquals: { [`aws:ResourceTag/${names.loadBalancerTag}`]: name } };
  // The tag that says whose it is stays as it was made.
  const retagged = { ...own, Null: { [`aws:RequestTag/${names.loadBalancerTag}`]: 'true' } };
  const rules = ['ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'];
  const created = ['CreateLoadBalancer', 'CreateTargetGroup'];
  return [
    allow(['iam:CreateServiceLinkedRole'], serviceLinkedRole('elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing'), {
      StringEquals: { 'iam:AWSServiceName': 'elasticloadbalancing.amazonaws.com' },
    }),
    allowUnscoped([
      'ec2:DescribeAccountAttributes',
      'ec2:DescribeAddresses',
      'ec2:DescribeAvailabilityZones',
      'ec2:DescribeInstances',
      'ec2:DescribeInternetGateways',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeRouteTables',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeTags',
      'ec2:DescribeVpcs',
      'elasticloadbalancing:DescribeCapacityReservation',
      'elasticloadbalancing:DescribeListenerAttributes',
      'elasticloadbalancing:DescribeListenerCertificates',
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeLoadBalancerAttributes',
      'elasticloadbalancing:DescribeLoadBalancers',
      'elasticloadbalancing:DescribeTags',
      'elasticloadbalancing:DescribeTargetGroupAttributes',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeTargetHealth',
    ]),
    allow(['ec2:CreateSecurityGroup', 'ec2:GetSecurityGroupsForVpc'], ec2('vpc/*'), { StringEquals: { 'aws:ResourceTag/Name': name } }),
    allow(['ec2:CreateSecurityGroup'], groups, { StringEquals: asked }),
    allow(['ec2:CreateTags'], groups, { StringEquals: { ...asked, 'ec2:CreateAction': 'CreateSecurityGroup' } }),
    allow(['ec2:CreateTags', 'ec2:DeleteTags'], groups, retagged),
    allow([...rules, 'ec2:DeleteSecurityGroup'], groups, own),
    // The group of the nodes, which must let the load balancer in.
    allow(rules, groups, { StringEquals: { [`aws:ResourceTag/kubernetes.io/cluster/${name}`]: 'owned' } }),
    allow(elb('CreateLoadBalancer'), balancers, { StringEquals: asked }),
    allow(elb('CreateTargetGroup'), targets, { StringEquals: asked }),
    allow(elb('AddTags'), [balancers, targets], { StringEquals: { ...asked, 'elasticloadbalancing:CreateAction': created } }),
    allow(elb('AddTags', 'RemoveTags'), [balancers, targets], retagged),
    allow(elb('CreateListener', 'DeleteLoadBalancer', 'ModifyLoadBalancerAttributes'), balancers, own),
    allow(elb('SetIpAddressType', 'SetSecurityGroups', 'SetSubnets'), balancers, own),
    allow(elb('AddTags', 'DeleteListener', 'ModifyListener', 'ModifyListenerAttributes', 'RemoveTags'), listeners),
    allow(elb('DeleteTargetGroup', 'ModifyTargetGroup', 'ModifyTargetGroupAttributes'), targets, own),
    allow(elb('DeregisterTargets', 'RegisterTargets'), targets, own),
  ];
};

/** @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/installation/ */
export default defineComponent({
  purpose: 'Makes a network load balancer for each Service that asks for one.',
  namespace: 'kube-system',
  after: ['cert-manager', 'prometheus-operator-crds'],
  chart: { repository: 'https://aws.github.io/eks-charts', name: 'aws-load-balancer-controller', version: '3.5.0' },
  prune: false,
  iam: (cluster) => ({ 'aws-load-balancer-controller': policy(cluster) }),
  provides: {
    kinds: {
      'elbv2.k8s.aws/v1beta1': { namespaced: ['ALBTargetControlConfig', 'TargetGroupBinding'], cluster: ['IngressClassParams'] },
      'aga.k8s.aws/v1beta1': { namespaced: ['GlobalAccelerator'] },
      'gateway.k8s.aws/v1': { namespaced: ['ListenerRuleConfiguration', 'LoadBalancerConfiguration', 'TargetGroupConfiguration'] },
    },
    serviceAccounts: ['aws-load-balancer-controller'],
  },
  values: ({ name, region, controllerReplicas: replicaCount }) => ({
    replicaCount,
    podDisruptionBudget: { maxUnavailable: 1 },
    clusterName: name,
    region,
    // Pods cannot ask the node's metadata which VPC they are in.
    vpcTags: { Name: name },
    serviceAccount: { name: 'aws-load-balancer-controller' },
    resources: { requests: { cpu: '50m', memory: '256Mi' }, limits: { memory: '256Mi' } },
    enableCertManager: true,
    serviceMonitor: { enabled: true },
    defaultTargetType: 'ip',
    // A Service that wants one names its class; no webhook stands in the way of all the others.
    enableServiceMutatorWebhook: false,
    // Gateways and Ingresses are for the holder of the role api-gateway.
    controllerConfig: { featureGates: { ALBGatewayAPI: false, GatewayListenerSet: false, NLBGatewayAPI: false } },
    createIngressClassResource: false,
    ingressClassParams: { create: false },
    webhookConfig: { disableIngressValidation: true },
    enableShield: false,
    enableWaf: false,
    enableWafv2: false,
  }),
});
