import type { Component } from './component';
import type { Environment } from './environment';
import type { Organisation } from './organisation';
import type { Policy } from './policy';
import type { DeclaredTopic } from './read-topics';
import type { Service } from './service';
import type { Team } from './team';
import type { EventType } from './topic';

/** The events that a service names, whatever else is wrong with it. */
export interface EventUse {
  readonly file: string;
  readonly name: string;
  readonly produces: readonly EventType[];
  readonly consumes: readonly EventType[];
}

/** What was read, before it is known whether everything fits together. */
export interface Draft {
  readonly organisation?: Organisation;
  readonly teams: readonly Team[];
  readonly environments: readonly Environment[];
  readonly services: readonly Service[];
  readonly components: readonly Component[];
  readonly topics: readonly DeclaredTopic[];
  /** Events of topics with a mistake: used in good faith, so only the topic is reported. */
  readonly unfitEvents: ReadonlySet<unknown>;
  readonly releaseFiles: readonly { readonly name: string; readonly file: string }[];
  readonly rules: readonly string[];
  readonly policies: readonly Policy[];
  /** Every name that has a file, also one that cannot be read, so that only real misspellings are called unknown. */
  readonly known: Readonly<Record<'services' | 'components' | 'environments' | 'policies', ReadonlySet<string>>> & {
    readonly teams?: ReadonlySet<string>;
  };
  /** The events of every service that could be read, also of one with a mistake elsewhere. */
  readonly eventUses: readonly EventUse[];
  /** What is written in services that could not be read; undefined where not even that is known. */
  readonly unreadable: readonly (string | undefined)[];
}
