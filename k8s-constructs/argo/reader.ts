import type { Cluster, Component } from '#model';

/** What Applications and projects owe to the Argo CD that reads them. */
export interface Reader {
  readonly argoNamespace: string;
  readonly server: string;
  readonly sourceNamespaces?: readonly string[];
}

/** One on the cluster reads all of its namespace; one that AWS runs wants to be told, and knows clusters by ARN. */
export const readerOf = ({ gitopsDestination: server }: Cluster, { namespace, capability }: Component): Reader => ({
  argoNamespace: namespace,
  server,
  ...(capability && { sourceNamespaces: [namespace] }),
});
