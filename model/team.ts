/** A group of people who own services: they may look after them on the cluster, and they are called when they break. */
export interface TeamDefinition {
  /** Where the team talks: `'#team-sales'`. */
  readonly slack: `#${string}`;
  /** The service in PagerDuty that calls the team. */
  readonly pagerduty: string;
  /** The GitHub team that reviews its changes; also the group that the identity provider puts into Argo CD and cluster tokens. */
  readonly github: string;
}

/** A team with its name, as the loader returns it. */
export interface Team extends TeamDefinition {
  readonly name: string;
}

/** Declares the teams of the organisation; the key is the team's name, which definitions use as `owner`. */
export const defineTeams = <Teams extends Readonly<Record<string, TeamDefinition>>>(teams: Teams): Teams => teams;
