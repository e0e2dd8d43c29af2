import type { Construct } from 'constructs';
import { type Cluster, exemptionsOf, type KubernetesModel, modeOf, type Platform, policyFactsOf } from '#model';
import { KubernetesObject } from '../object';
import { type CompiledPolicy, compiled } from './compiled';
import { gatekeeperPolicy } from './gatekeeper';
import { kyvernoPolicy } from './kyverno';
import { nativePolicy } from './native';

/** All admission policies of a cluster, in the form of the holder of the role `policy`; without one, for the API server. */
export const buildPolicies = (scope: Construct, platform: Platform, cluster: Cluster): void => {
  const { environment, installs } = cluster;
  const facts = policyFactsOf(platform, cluster);
  const exemptions = exemptionsOf(platform);
  for (const policy of platform.policies) {
    const mode = modeOf(policy, environment);
    if (mode === undefined) continue;
    const highlyAvailable = cluster.controllerReplicas > 1;
    const models = formOf(cluster)(compiled(policy, { facts, mode, exemptions, highlyAvailable, installs }));
    for (const model of models) new KubernetesObject(scope, `${model.kind} ${model.metadata?.name}`, model);
  }
};

const formOf = ({ policy, components, environment }: Cluster): ((policy: CompiledPolicy) => KubernetesModel[]) => {
  switch (policy) {
    case 'kyverno': {
      const holder = components.find(({ name }) => name === environment.roles.policy);
      return (each) => kyvernoPolicy(each, holder?.namespace ?? policy);
    }
    case 'gatekeeper':
      return gatekeeperPolicy;
    default:
      return nativePolicy;
  }
};
