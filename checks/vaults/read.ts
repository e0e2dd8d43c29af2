import type { Located, Scene } from '../mechanism/rule';
import { chartIn } from '../meshes/charts';

/** The name of the chart. */
export const vaultChart = 'vault';

interface Values {
  readonly server?: {
    readonly topologySpreadConstraints?: readonly { readonly topologyKey: string }[];
    readonly ha?: {
      readonly enabled?: boolean;
      readonly replicas?: number;
      readonly raft?: { readonly enabled?: boolean; readonly config?: unknown };
      readonly disruptionBudget?: { readonly enabled?: boolean };
    };
  };
}

/** What a Vault is made from: its chart's values, and the configuration that its servers read. */
export interface Vault {
  readonly at: Located & { readonly file?: string };
  readonly server: NonNullable<Values['server']>;
  readonly configuration: string;
}

/** The Vault of a cluster, where it has one. */
export const vaultIn = (scene: Scene): Vault | undefined => {
  const found = chartIn(scene, vaultChart);
  if (found === undefined) return undefined;
  const { server = {} } = found.values as Values;
  return { at: found.at, server, configuration: String(server.ha?.raft?.config ?? '') };
};

/** The text of a block of a configuration: of `seal "awskms" { … }` what stands inside. */
export const blockOf = (configuration: string, block: string): string | undefined => {
  const at = configuration.indexOf(`${block} {`);
  return at < 0 ? undefined : configuration.slice(at, configuration.indexOf('\n}', at));
};
