import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import type { ServiceModuleClass } from './service-module';

@Module({})
class Kit {}

/** What the kit gives to a service, as a module of Nest around the service's own. */
export const kitModule = (
  { providers, controllers }: { readonly providers: Provider[]; readonly controllers: Type[] },
  service: ServiceModuleClass,
): DynamicModule => ({
  module: Kit,
  global: true,
  providers,
  controllers,
  exports: providers.map((provider) => ('provide' in provider ? provider.provide : provider)),
  imports: [service],
});
