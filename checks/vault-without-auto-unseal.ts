import { arnOf } from '#model';
import { defineRule } from './mechanism/rule';
import { valuesOf } from './meshes/charts';
import { blockOf, vaultChart, vaultIn } from './vaults/read';

const needed = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt'];

export default defineRule({
  why: 'After each restart a person has to open it by hand, and until then no secret is read.',
  incidents: ['I29'],
  *check(scene) {
    const vault = vaultIn(scene);
    if (vault === undefined) return;
    const seal = blockOf(vault.configuration, 'seal "awskms"');
    if (seal === undefined) {
      yield { ...vault.at, fact: 'has no seal "awskms" in its configuration', fix: 'add it, with a key of its own' };
      return;
    }
    const [, key = ''] = /kms_key_id = "(.*)"/.exec(seal) ?? [];
    const component = scene.cluster.components.find(({ chart }) => chart?.name === vaultChart);
    const statements = Object.values(component?.iam?.(scene.cluster) ?? {}).flat();
    const about = statements.filter(
      ({ effect, resources, conditions }) =>
        effect !== 'Deny' &&
        (JSON.stringify(conditions ?? {}).includes(`"${key}"`) || resources.some((each) => arnOf(each, scene.cluster).endsWith(key))),
    );
    const missing = needed.filter((action) => !about.some(({ actions }) => actions.some((each) => each === action)));
    if (missing.length > 0)
      yield {
        ...vault.at,
        fact: `opens itself by ${key || 'no key'}, with which it may not ${missing.join(', ')}`,
        fix: `allow it in the iam of ${component?.file ?? 'its component'}, or name the key that it has`,
      };
  },
  mutation: (apps) => {
    const { raft } = valuesOf(apps, vaultChart).server.ha;
    raft.config = raft.config.replace(/kms_key_id = ".*"/, 'kms_key_id = "alias/elsewhere"');
  },
});
