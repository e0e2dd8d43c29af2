import { placed, propertiesOf } from '../contract/reading';
import { defineStackRule, heldClusters } from './rule';

interface Replication {
  readonly Rules?: readonly { readonly Destinations?: readonly { readonly Region: string }[] }[];
}

export default defineStackRule({
  why: 'While the region of the registry is lost, a region without copies starts no pod on a new node.',
  *check(stacks) {
    const { registryRegion } = stacks.platform.organisation;
    const registries = placed(stacks.templates, 'AWS::ECR::ReplicationConfiguration');
    const [first] = registries.length ? registries : placed(stacks.templates, 'AWS::ECR::Repository');
    if (first === undefined) return;
    const copied = registries.flatMap(({ properties }) =>
      ((properties.ReplicationConfiguration as Replication | undefined)?.Rules ?? []).flatMap(({ Destinations = [] }) =>
        Destinations.map(({ Region }) => Region),
      ),
    );
    for (const region of new Set(heldClusters(stacks).map((cluster) => cluster.region))) {
      if (region === registryRegion || copied.includes(region)) continue;
      yield { at: first, fact: `images of ${registryRegion} are not copied to ${region}`, fix: 'add it to where the registry copies to' };
    }
  },
  mutation: (templates) => {
    for (const properties of propertiesOf(templates, 'AWS::ECR::ReplicationConfiguration'))
      properties.ReplicationConfiguration = { Rules: [] };
  },
});
