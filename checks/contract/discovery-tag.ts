import { names } from '#model';
import { defineContract, type End, type Sides } from './contract';
import { besideCluster, createdAt, firstResource, objectsOf, type Placed, tagOf, usedBy, valuesUnder } from './reading';

/** Where the load balancer controller looks for subnets, by the scheme that a Service asks for. */
const schemes: Readonly<Record<string, string>> = {
  'internet-facing': 'kubernetes.io/role/elb',
  internal: 'kubernetes.io/role/internal-elb',
};

const tagged = (sides: Sides, type: string, key: string): Placed[] =>
  besideCluster(sides, type).filter(({ properties }) => tagOf(properties, key) !== undefined);

const ofLoadBalancers = function* (sides: Sides): Generator<End> {
  for (const application of objectsOf(sides, 'Application')) {
    for (const tags of valuesUnder(application.json, 'vpcTags'))
      for (const [key, value] of Object.entries(tags as object)) yield usedBy(application, `vpc ${key}=${value}`);
    for (const scheme of valuesUnder(application.json, 'service.beta.kubernetes.io/aws-load-balancer-scheme'))
      yield usedBy(application, `subnet ${schemes[String(scheme)] ?? scheme}`);
  }
};

const ofNodes = function* (sides: Sides): Generator<End> {
  for (const object of objectsOf<{ spec: { subnetSelectorTerms?: readonly { tags?: object }[] } }>(sides, 'EC2NodeClass'))
    for (const { tags = {} } of object.json.spec.subnetSelectorTerms ?? [])
      for (const [key, value] of Object.entries(tags)) yield usedBy(object, `subnet ${key}=${value}`);
};

export default defineContract({
  what: 'discovery tag',
  kind: 'derived',
  why: 'Controllers find the VPC and the subnets of load balancers and nodes by tag; without it none are made.',
  *created(sides) {
    for (const vpc of tagged(sides, 'AWS::EC2::VPC', 'Name')) yield createdAt(vpc, `vpc Name=${tagOf(vpc.properties, 'Name')}`);
    for (const tag of Object.values(schemes))
      for (const subnet of tagged(sides, 'AWS::EC2::Subnet', tag)) yield createdAt(subnet, `subnet ${tag}`);
    for (const subnet of tagged(sides, 'AWS::EC2::Subnet', names.nodeSubnetTag))
      yield createdAt(subnet, `subnet ${names.nodeSubnetTag}=${tagOf(subnet.properties, names.nodeSubnetTag)}`);
  },
  *used(sides) {
    yield* ofLoadBalancers(sides);
    yield* ofNodes(sides);
  },
  spare: 'subnets are tagged for load balancers that may come',
  fix: { missing: 'tag it in cdk/network-stack.ts, or ask for a tag that is there', unused: '' },
  mutations: {
    template: (templates) => {
      const { Tags } = firstResource(templates, 'AWS::EC2::VPC');
      Tags.find(({ Key }: { Key: string }) => Key === 'Name').Value += '-renamed';
    },
    manifest: (apps) => {
      for (const { json } of apps.flatMap(({ objects }) => objects))
        for (const tags of valuesUnder(json, 'vpcTags')) (tags as Record<string, string>).Name = 'another';
    },
  },
});
