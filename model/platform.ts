import type { Cluster } from './cluster';
import type { Component } from './component';
import type { Environment } from './environment';
import type { Organisation } from './organisation';
import type { Policy } from './policy';
import type { Release } from './release';
import type { Service } from './service';
import type { Team } from './team';
import type { Topic } from './topic';

/** Everything that was defined, checked against each other and with all derived facts. The only input of synthesis. */
export interface Platform {
  readonly organisation: Organisation;
  readonly teams: readonly Team[];
  readonly environments: readonly Environment[];
  readonly releases: Readonly<Record<string, Release>>;
  readonly clusters: readonly Cluster[];
  readonly components: readonly Component[];
  readonly services: readonly Service[];
  readonly topics: readonly Topic[];
  readonly rules: readonly string[];
  readonly policies: readonly Policy[];
  /** The same with the services of one environment alone, and the topics that they use. What is made for a cluster is made from this. */
  readonly in: (environment: string) => Platform;
  /** Service by name. */
  readonly service: (name: string) => Service;
  /** Services that call the named one, whether they declare it or, for the issuer of tokens, need its keys. */
  readonly callersOf: (name: string) => readonly Service[];
  /** Services that the named one calls, the issuer of tokens included. */
  readonly calleesOf: (name: string) => readonly Service[];
  /** Connections to the database that one pod may hold in an environment. */
  readonly connectionsPerPod: (environment: string) => number;
}
