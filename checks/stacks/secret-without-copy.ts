import { defineStackRule, firstHeld, held } from './rule';

export default defineStackRule({
  why: 'A region that takes over without its secrets starts no pod.',
  *check(stacks) {
    const all = held(stacks, 'AWS::SecretsManager::Secret');
    const regionsOf = (environment: string, path: string): string[] =>
      all
        .filter(({ cluster, properties }) => cluster.environment.name === environment && properties.Name === path)
        .flatMap(({ cluster, properties }) => [
          cluster.region,
          ...(properties.ReplicaRegions ?? []).map(({ Region }: { Region: string }) => Region),
        ]);
    for (const secret of all) {
      const { Name: path } = secret.properties;
      // What others copy from has no name, and goes with them.
      if (path === undefined) continue;
      const there = regionsOf(secret.cluster.environment.name, path);
      for (const { region } of secret.others.filter((other) => !there.includes(other.region))) {
        yield { at: secret, fact: `the secret '${path}' is not in ${region}`, fix: 'copy it there, or make one of that name there' };
      }
    }
  },
  mutation: (templates) => {
    firstHeld(templates, 'AWS::SecretsManager::Secret', 'ReplicaRegions').ReplicaRegions = undefined;
  },
});
