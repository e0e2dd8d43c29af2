import type { Service } from '../service';

/** Finds the services that one calls by their names, those that there are, in the order in which it names them. */
export const calleesAmong = (services: readonly Service[]): ((caller: Service) => Service[]) => {
  const byName = new Map(services.map((service) => [service.name as string, service]));
  return ({ calls = [] }) => calls.flatMap((name) => byName.get(name) ?? []);
};
