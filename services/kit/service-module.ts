import { Module, type ModuleMetadata } from '@nestjs/common';
import type { SettingsClass } from './config';
import type { Persistence } from './database/database';

/** What a service is made of. */
export interface ServiceParts extends Partial<Persistence> {
  readonly controllers?: ModuleMetadata['controllers'];
  readonly providers?: ModuleMetadata['providers'];
  /** The service's own settings. @default - none */
  readonly settings?: readonly SettingsClass[];
  /** The service issues the tokens that all accept, so it reads the keys from itself. @default false */
  readonly issuesTokens?: boolean;
}

/** A module of a service. */
// biome-ignore lint/suspicious/noExplicitAny: Nest builds it
export type ServiceModuleClass = new (...parts: any[]) => object;

const parts = new WeakMap<object, ServiceParts>();

/** What a module declared. */
export const partsOf = (module: ServiceModuleClass): ServiceParts => parts.get(module) ?? {};

/** Declares the module of a service: a module of Nest that also names entities, migrations and settings. */
export const ServiceModule =
  (declared: ServiceParts) =>
  (target: ServiceModuleClass): void => {
    Module({ controllers: declared.controllers ?? [], providers: declared.providers ?? [] })(target);
    parts.set(target, declared);
  };
