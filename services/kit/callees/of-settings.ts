import { names, type ServiceDefinition } from '#model';
import type { Clock } from '../clock';
import { type KitSettings, secret, type Variables } from '../config';
import { ServiceTokens } from '../identity/service-token';
import type { Telemetry } from '../telemetry';
import { Callees } from './callees';

interface Asking {
  readonly definition: ServiceDefinition;
  readonly settings: KitSettings;
  readonly variables: Variables;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
}

/** What asks the services that a definition names, with a token of the service's own. */
export const calleesOf = ({ definition: { calls = [] }, settings, variables, telemetry, clock }: Asking): Callees => {
  const urls = Object.fromEntries(calls.map((callee) => [callee, variables[`${names.screamingSnake(callee)}_URL`] ?? '']));
  const tokens = calls.length
    ? new ServiceTokens({
        issuer: settings.ISSUER_URL ?? '',
        clientId: settings.SERVICE_NAME,
        secret: secret(variables, 'CLIENT_SECRET'),
        scopes: [],
        clock,
      })
    : undefined;
  return new Callees({ urls, ...(tokens && { tokens }), telemetry, clock });
};
