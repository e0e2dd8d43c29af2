import { type Cluster, names, type Platform } from '#model';

/** A secret that a stack makes. */
export interface PlannedSecret {
  readonly path: string;
  /** Keys of its JSON. */
  readonly keys: readonly string[];
  /** The key whose value is made up. @default - the value is written by a person */
  readonly generated?: string;
  /** Further keys with values that are no secret. @default - none */
  readonly template?: Readonly<Record<string, string>>;
  /** The service that it belongs to. @default - everybody's */
  readonly service?: string;
}

/** Every secret of an environment, but for those with the way into a store, which the store's stack makes. */
export const plannedSecrets = (platform: Platform, cluster: Cluster): PlannedSecret[] => {
  const { organisation, services } = platform;
  const pathOf = (service: string, secret: string) => names.secretPath(organisation.name, cluster.environment.name, service, secret);
  const ofServices = services.flatMap((service) => [
    ...(service.calls?.length
      ? [{ path: pathOf(service.name, 'client'), keys: ['secret'], generated: 'secret', service: service.name }]
      : []),
    ...(service.keys ?? []).map((key) => ({ path: pathOf(service.name, key), keys: ['value'], generated: 'value', service: service.name })),
    ...(service.secrets ?? []).map((secret) => ({ path: pathOf(service.name, secret), keys: ['value'], service: service.name })),
  ]);
  const logins = cluster.components.flatMap(({ name, logins = {} }) =>
    Object.entries(logins).map(([login, username]) => ({
      path: pathOf(name, login),
      keys: ['password', 'username'],
      generated: 'password',
      template: { username },
    })),
  );
  return [...ofServices, ...logins];
};
