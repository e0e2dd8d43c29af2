import type { Placed } from '../contract/reading';
import { untaggable } from './reading/untaggable';
import { defineStackRule, firstHeld } from './rule';

type TagSet = readonly { readonly Key: string; readonly Value: string }[] | Readonly<Record<string, string>>;

interface TagSpecification {
  readonly ResourceType: string;
  readonly Tags?: TagSet;
}

/** Where tags are not in `Tags`. */
const tagFields: Readonly<Record<string, string>> = {
  'AWS::Backup::BackupPlan': 'BackupPlanTags',
  'AWS::Backup::BackupVault': 'BackupVaultTags',
  'AWS::Budgets::Budget': 'ResourceTags',
  'AWS::CE::AnomalyMonitor': 'ResourceTags',
  'AWS::CE::AnomalySubscription': 'ResourceTags',
};

/** The tags of a resource, and of what AWS makes from it. */
const tagSets = ({ template, id, properties }: Placed): (readonly [of: string, tags: TagSet | undefined])[] => {
  const { Type } = template.resources[id] ?? { Type: '' };
  const own = tagFields[Type];
  if (own) return [['it', properties[own]]];
  if (Type === 'AWS::ECR::RepositoryCreationTemplate') return [['repositories', properties.ResourceTags]];
  if (Type !== 'AWS::EC2::LaunchTemplate') return [['it', properties.Tags ?? properties.HostedZoneTags ?? properties.HealthCheckTags]];
  const made: TagSpecification[] = [...(properties.TagSpecifications ?? []), ...(properties.LaunchTemplateData.TagSpecifications ?? [])];
  return ['launch-template', 'instance', 'volume', 'network-interface'].map((type) => [
    type,
    made.find(({ ResourceType }) => ResourceType === type)?.Tags,
  ]);
};

/** Keys by which a bill is split. */
const wanted = ['environment', 'managed-by', 'owner'];

/** What is missing: `volume has no tag 'owner'`. */
const missingOf = (at: Placed): string[] =>
  tagSets(at).flatMap(([of, tags = []]) => {
    const values: Readonly<Record<string, string>> = Array.isArray(tags)
      ? Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))
      : { ...(tags as Record<string, string>) };
    return wanted.filter((key) => !values[key]).map((key) => `${of} has no tag '${key}'`);
  });

export default defineStackRule({
  why: 'What it costs is on the bill, but not for whom, so nobody can say whether it is still needed.',
  incidents: ['I32'],
  *check({ templates }) {
    for (const template of templates)
      for (const [id, { Type, Properties = {} }] of Object.entries(template.resources)) {
        if (untaggable.includes(Type)) continue;
        const at = { template, id, properties: Properties };
        for (const fact of missingOf(at))
          yield { at, fact, fix: 'make it in a PlatformStack, which tags what is in it, or tag what AWS makes from it' };
      }
  },
  mutation: (templates) => {
    firstHeld(templates, 'AWS::KMS::Key').Tags = [];
  },
});
