import type { ServiceDefinition } from '#model';
import { partsOf, type ServiceModuleClass } from '../service-module';

/** A service with the code that makes it run. */
export interface RunnableService {
  readonly name: string;
  readonly domain: string;
  readonly definition: ServiceDefinition;
  readonly module: ServiceModuleClass;
}

interface Source extends Omit<RunnableService, 'module'> {
  /** What its `module.ts` exports: one class with `@ServiceModule`, under any name. */
  readonly exports: Readonly<Record<string, unknown>>;
}

/** Finds the module of a service among what its file exports. Refused when there is not exactly one. */
export const runnable = ({ exports, ...service }: Source): RunnableService => {
  const modules = Object.values(exports).filter(isServiceModule);
  const [module] = modules;
  if (module === undefined || modules.length > 1)
    throw new Error(
      `services/${service.domain}/${service.name}/module.ts: not-one-module: it exports ${modules.length} classes with @ServiceModule; export exactly one`,
    );
  return { ...service, module };
};

const isServiceModule = (value: unknown): value is ServiceModuleClass =>
  typeof value === 'function' && Object.keys(partsOf(value as ServiceModuleClass)).length > 0;
