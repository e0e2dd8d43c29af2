import { arnOf, type Cluster, kubernetesMinors, load, type Statement } from '#model';
import { registry } from '#registry';
import autoscaler from './cluster-autoscaler';
import karpenter from './karpenter';
import { nodesOf } from './karpenter/nodes';
import { NodeClass, NodePool } from './karpenter/objects';

const [cluster] = (load(registry).platform?.clusters ?? []) as [Cluster];
const { name, region, account } = cluster;
const objects = nodesOf(cluster);
const [made] = objects.filter((each) => each instanceof NodeClass) as [NodeClass];
const [pool] = objects.filter((each) => each instanceof NodePool) as [NodePool];

test('every object of Karpenter is as its kind asks for', () => {
  expect(objects).toHaveLength(8);
  for (const object of objects) expect(() => object.validate()).not.toThrow();
});

test.each<[what: string, object: NodeClass | NodePool, message: RegExp]>([
  ['a misspelt field', new NodeClass({ ...made, spec: { ...made.spec, rol: 'x' } as never }), /Unrecognized key: "rol"/],
  ['no role', new NodeClass({ ...made, spec: { ...made.spec, role: '' } }), /spec\.role: /],
  ['a disk that is not encrypted', withDisk({ encrypted: false as never }), /spec\.blockDeviceMappings\.0\.ebs\.encrypted: /],
  ['an image of no family', withImage('al2@latest'), /spec\.amiSelectorTerms\.0\.alias: write it like 'al2023@latest'/],
  ['no limit', new NodePool({ ...pool, spec: { ...pool.spec, limits: {} as never } }), /spec\.limits\.cpu: /],
  ['a time without unit', withDisruption({ consolidateAfter: '5' }), /spec\.disruption\.consolidateAfter: write it like '720h' or 'Never'/],
  ['a schedule without duration', withDisruption({ budgets: [{ nodes: '0', schedule: '0 5 * * *' }] }), /a schedule needs a duration/],
])('%s is refused', (_, object, message) => expect(() => object.validate()).toThrow(message));

function withDisk(ebs: Partial<NodeClass['spec']['blockDeviceMappings'][number]['ebs']>): NodeClass {
  const [disk, ...others] = made.spec.blockDeviceMappings;
  return new NodeClass({
    ...made,
    spec: { ...made.spec, blockDeviceMappings: [{ ...disk, ebs: { ...disk?.ebs, ...ebs } } as never, ...others] },
  });
}

function withImage(alias: string): NodeClass {
  return new NodeClass({ ...made, spec: { ...made.spec, amiSelectorTerms: [{ alias }] } });
}

function withDisruption(disruption: Partial<NodePool['spec']['disruption']>): NodePool {
  return new NodePool({ ...pool, spec: { ...pool.spec, disruption: { ...pool.spec.disruption, ...disruption } } });
}

const statementsOf = (of: typeof karpenter): Statement[] => Object.values(of.iam?.(cluster) ?? {}).flat();

/** What a component may do with an action: where, and on which condition. */
const allowed = (of: typeof karpenter, action: string) =>
  statementsOf(of)
    .filter(({ actions }) => actions.includes(action))
    .map(({ resources, conditions = {} }) => ({
      on: resources.map((each) => arnOf(each, cluster)),
      conditions: JSON.stringify(conditions),
    }));

describe('Karpenter', () => {
  test('gives the role of nodes, and no other, to instances, and to nothing else', () =>
    expect(allowed(karpenter, 'iam:PassRole')).toEqual([
      {
        on: [`arn:aws:iam::${account}:role/${name}-nodes-pools`],
        conditions: '{"StringEquals":{"iam:PassedToService":"ec2.amazonaws.com"}}',
      },
    ]));

  test.each(['ec2:TerminateInstances', 'ec2:DeleteLaunchTemplate', 'iam:DeleteInstanceProfile'])('%s only on what is its own', (action) => {
    const found = allowed(karpenter, action);
    expect(found.length).toBeGreaterThan(0);
    for (const { conditions } of found) expect(conditions).toContain(`"aws:ResourceTag/kubernetes.io/cluster/${name}":"owned"`);
  });

  test('starts instances in subnets of the cluster alone', () => {
    const subnets = allowed(karpenter, 'ec2:RunInstances').filter(({ on }) => on.some((arn) => arn.includes(':subnet/')));
    expect(subnets.map(({ conditions }) => conditions)).toEqual([`{"StringEquals":{"aws:ResourceTag/karpenter.sh/discovery":"${name}"}}`]);
  });

  test('fits into the policies of one role', () => {
    const document = statementsOf(karpenter).map(({ actions, resources, conditions }) => ({
      ...{ Effect: 'Allow', Action: actions, Resource: resources.map((each) => arnOf(each, cluster)), Condition: conditions },
    }));
    expect(JSON.stringify(document).length).toBeLessThan(10_240);
  });
});

describe('the Cluster Autoscaler', () => {
  test.each(['autoscaling:SetDesiredCapacity', 'autoscaling:TerminateInstanceInAutoScalingGroup'])(
    '%s only on groups of the cluster',
    (action) =>
      expect(allowed(autoscaler, action)).toEqual([
        {
          on: [`arn:aws:autoscaling:${region}:${account}:autoScalingGroup:*:autoScalingGroupName/eks-*`],
          conditions: `{"StringEquals":{"aws:ResourceTag/k8s.io/cluster-autoscaler/${name}":"owned"}}`,
        },
      ]),
  );

  test.each(kubernetesMinors)('has an image for Kubernetes %s', (kubernetes) =>
    expect(autoscaler.values?.({ ...cluster, kubernetes })).toHaveProperty(
      'image.tag',
      expect.stringMatching(new RegExp(`^v${kubernetes}\\.\\d+$`)),
    ),
  );
});

test.each(Object.entries({ karpenter, autoscaler }))('%s runs on nodes that it does not make', (_, { values }) =>
  expect(values?.(cluster)).toHaveProperty('nodeSelector.node-role', 'system'),
);
