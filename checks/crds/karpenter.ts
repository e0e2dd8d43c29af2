import type { CrdRule, CrdRules } from './read';

/** Labels of whoever runs the node, which no pool may set or ask for. */
const ownLabels = "k == 'kubernetes.io/hostname' || k == 'karpenter.sh/nodepool'";
const known = [
  ...['beta.kubernetes.io/instance-type', 'failure-domain.beta.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/zone'],
  ...['beta.kubernetes.io/os', 'beta.kubernetes.io/arch', 'topology.kubernetes.io/zone', 'topology.kubernetes.io/region'],
  ...['kubernetes.io/arch', 'kubernetes.io/os', 'karpenter.sh/capacity-type'],
];
const reserved = [
  "k.matches(r'^([^/]*[.])?(kubernetes[.]io|k8s[.]io|karpenter[.]sh)/')",
  "!k.matches(r'^([^/]*[.])?(node[.]kubernetes[.]io|node-restriction[.]kubernetes[.]io|kops[.]k8s[.]io)/')",
  `!(k in ${JSON.stringify(known)})`,
].join(' && ');
const foreign =
  "k.matches(r'^karpenter[.]k8s[.]aws/') && !k.matches(r'^karpenter[.]k8s[.]aws/(ec2nodeclass$|instance-|capacity-reservation-)')";
/** Whether a label is Karpenter's or the kubelet's own. */
const restricted = `(${ownLabels}) || (${reserved}) || (${foreign})`;

const terms = (field: string, fields: readonly string[]): CrdRule[] => [
  {
    at: `spec.${field}.*`,
    holds: fields.map((each) => `has(self.${each})`).join(' || '),
    fact: 'selects by nothing',
    fix: `write one of ${fields.join(', ')}`,
  },
  {
    at: `spec.${field}.*`,
    holds: fields
      .filter((each) => each === 'id' || each === 'alias')
      .map((alone) => {
        const others = fields.filter((each) => each !== alone).map((each) => `has(self.${each})`);
        return `(!has(self.${alone}) || !(${others.join(' || ')}))`;
      })
      .join(' && '),
    fact: 'selects by an id or alias and by something else',
    fix: 'leave the other out',
  },
  {
    at: `spec.${field}.*.tags`,
    holds: "self.all(k, k != '' && self[k] != '')",
    fact: 'has an empty tag',
    fix: 'write key and value',
  },
];

/** @see https://karpenter.sh/docs/concepts/nodepools/ */
export const karpenter: CrdRules = {
  'karpenter.sh/NodePool': [
    {
      at: 'spec.disruption.budgets.*',
      holds: 'has(self.schedule) == has(self.duration)',
      fact: 'has one of schedule and duration without the other',
      fix: 'write both or none',
    },
    {
      at: 'spec.template.spec.requirements.*',
      holds: "self.operator != 'In' || (has(self.values) && size(self.values) > 0)",
      fact: "has operator 'In' and no values",
      fix: 'write the values',
    },
    {
      at: 'spec.template.spec.requirements.*',
      holds: "!(self.operator in ['Gt', 'Lt']) || (has(self.values) && size(self.values) == 1 && self.values[0].matches('^[0-9]+$'))",
      fact: 'compares with something else than one whole number',
      fix: 'write a single number',
    },
    {
      at: 'spec.template.spec.requirements.*',
      holds: "!has(self.minValues) || self.operator != 'In' || size(self.values) >= self.minValues",
      fact: 'wants more values than it has',
      fix: 'lower minValues, or add values',
    },
    {
      at: 'spec.template.spec.requirements.*',
      holds: `[self.key].all(k, !(${restricted}))`,
      fact: 'asks for a label that Karpenter keeps for itself',
      fix: 'ask for another label',
    },
    {
      at: 'spec.template.metadata.labels',
      holds: `self.all(k, !(${restricted}))`,
      fact: 'sets a label that Karpenter keeps for itself',
      fix: 'take a label of another domain',
    },
    {
      at: 'spec.template.spec.nodeClassRef',
      holds: "self.group != '' && self.kind != '' && self.name != ''",
      fact: 'names no class',
      fix: 'write group, kind and name',
    },
  ],
  'karpenter.k8s.aws/EC2NodeClass': [
    {
      at: 'spec',
      holds: 'has(self.role) != has(self.instanceProfile)',
      fact: 'has not exactly one of role and instanceProfile',
      fix: 'write one of them',
    },
    ...terms('amiSelectorTerms', ['alias', 'id', 'name', 'tags']),
    ...terms('securityGroupSelectorTerms', ['id', 'name', 'tags']),
    ...terms('subnetSelectorTerms', ['id', 'tags']),
    {
      at: 'spec.amiSelectorTerms',
      holds: 'size(self) == 1 || !self.exists(t, has(t.alias))',
      fact: 'has an alias beside other terms',
      fix: 'keep the alias alone',
    },
    {
      at: 'spec.amiSelectorTerms.*',
      holds: "!has(self.alias) || self.alias.matches(r'^(al2|al2023|bottlerocket|windows20[0-9]{2})@.+$')",
      fact: 'has an alias that is no family with a version',
      fix: "write one such as 'al2023@v20260101'",
    },
    {
      at: 'spec.blockDeviceMappings.*.ebs',
      holds: 'has(self.snapshotID) || has(self.volumeSize)',
      fact: 'has neither volumeSize nor snapshotID',
      fix: 'write volumeSize',
    },
    {
      at: 'spec.blockDeviceMappings',
      holds: 'size(self.filter(m, has(m.rootVolume) && m.rootVolume)) <= 1',
      fact: 'has two root volumes',
      fix: 'mark one as rootVolume',
    },
    {
      at: 'spec.kubelet',
      holds:
        '(has(self.evictionSoft) ? self.evictionSoft.all(k, has(self.evictionSoftGracePeriod) && k in self.evictionSoftGracePeriod) : !has(self.evictionSoftGracePeriod))',
      fact: 'has evictionSoft without the same keys in evictionSoftGracePeriod',
      fix: 'write both',
    },
    {
      at: 'spec.tags',
      holds:
        "self.all(k, k != '' && !k.startsWith('kubernetes.io/cluster') && !(k in ['karpenter.sh/nodepool', 'karpenter.sh/nodeclaim', 'karpenter.k8s.aws/ec2nodeclass', 'eks:eks-cluster-name']))",
      fact: 'has a tag that Karpenter sets itself',
      fix: 'take it out',
    },
  ],
};
