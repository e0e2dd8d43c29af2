import { names } from '#model';
import type { Located } from '../mechanism/rule';
import { defineContract, type End, type Sides } from './contract';
import { besideCluster, createdAt, objectsOf, propertiesOf, usedBy } from './reading';

interface Destined {
  readonly spec: { readonly destination?: { readonly server?: string }; readonly destinations?: readonly { readonly server?: string }[] };
}

/** Where an Argo CD finds Applications, and the cluster that it deploys them to. */
const place = (cluster: string, namespace: string): string => `${cluster} from namespace ${namespace}`;

/** The places of an Application or a project, which name their cluster by ARN wherever AWS runs Argo CD, and nowhere else. */
const places = ({ cluster }: Sides, object: Located & { json: Destined }): End[] => {
  const { destination, destinations = [] } = object.json.spec;
  const servers = [destination, ...destinations].flatMap((each) => each?.server ?? []);
  return [...new Set(servers)]
    .filter((server) => cluster.gitops?.capability || server !== names.ownCluster)
    .map((server) => usedBy(object, place(server, object.json.metadata.namespace ?? '')));
};

export default defineContract({
  what: 'gitops capability',
  kind: 'derived',
  why: 'An Argo CD that AWS runs leaves alone what is in another namespace than its own, or for a cluster that it does not know by that ARN.',
  *created(sides) {
    const { name, environment, region } = sides.cluster;
    for (const capability of besideCluster(sides, 'AWS::EKS::Capability')) {
      const { ClusterName, Configuration, Type } = capability.properties;
      if (Type === 'ARGOCD' && ClusterName === name)
        yield createdAt(capability, place(names.clusterArn(environment, region), Configuration.ArgoCd.Namespace));
    }
  },
  *used(sides) {
    for (const kind of ['Application', 'AppProject']) for (const object of objectsOf<Destined>(sides, kind)) yield* places(sides, object);
  },
  fix: {
    missing: "take the destination from the cluster's gitopsDestination, and the namespace from its holder of the role gitops",
    unused: 'let the environment choose it for the role gitops, or remove it',
  },
  mutations: {
    template: (templates) => {
      for (const { Configuration } of propertiesOf(templates, 'AWS::EKS::Capability')) Configuration.ArgoCd.Namespace += '-renamed';
    },
    manifest: (apps) => {
      for (const { json } of apps.flatMap(({ objects }) => objects))
        if (json.kind === 'Application') json.spec.destination.server = names.ownCluster;
    },
  },
});
