import { didYouMean } from '#model';
import type { RunnableService } from './runnable';

/** The named services, those that they call, and the one that issues tokens. All when none is named. Refused when a name is unknown. */
export const choose = (
  services: readonly RunnableService[],
  { only, identity }: { readonly only?: readonly string[] | undefined; readonly identity?: string | undefined },
): RunnableService[] => {
  if (only === undefined) return [...services];
  const byName = new Map(services.map((service) => [service.name, service]));
  const unknown = only.filter((name) => !byName.has(name));
  if (unknown.length > 0)
    throw new Error(
      unknown
        .map(
          (name) =>
            `--only: unknown-service: '${name}' is not a service that can run; ${didYouMean(name, byName.keys(), `use ${[...byName.keys()].join(', ')}`)}`,
        )
        .join('\n'),
    );
  const wanted = new Set([...only, ...(identity === undefined ? [] : [identity])]);
  // A set that grows while it is walked is walked to its end.
  for (const name of wanted) for (const callee of byName.get(name)?.definition.calls ?? []) wanted.add(callee);
  return services.filter(({ name }) => wanted.has(name));
};
