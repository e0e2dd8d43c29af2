import { names } from '#model';
import { firstOf } from '../mechanism/pods';
import { defineContract } from './contract';
import { createdAt, firstResource, inAccount, objectsOf, usedBy } from './reading';

interface Route {
  readonly spec: { readonly hostnames?: readonly string[] };
}

interface Ingress {
  readonly spec: { readonly rules?: readonly { readonly host?: string }[] };
}

/** The zone that a host is looked for in: all of its name behind the first dot. */
const zoneOf = (host: string): string => host.replace(/^[^.]+\./, '');

const inZone = (host: string, zone: string): string => `${host} in zone ${zone}`;

export default defineContract({
  what: 'host name',
  kind: 'derived',
  why: 'A route for a host without a record, or with one outside every zone, is reached by nobody.',
  *created(sides) {
    const zones = inAccount(sides, 'AWS::Route53::HostedZone').map(({ properties }) => properties.Name as string);
    const origin = names.originHost(sides.cluster.environment.domain);
    for (const record of inAccount(sides, 'AWS::Route53::RecordSet')) {
      const { Name, Type } = record.properties;
      // Only CloudFront asks for its origin.
      if (Type !== 'A' || Name === origin) continue;
      const [zone = 'none'] = zones.filter((each) => Name.endsWith(`.${each}`)).sort((a, b) => b.length - a.length);
      yield createdAt(record, inZone(Name, zone));
    }
  },
  *used(sides) {
    for (const route of objectsOf<Route>(sides, 'HTTPRoute'))
      for (const host of route.json.spec.hostnames ?? []) yield usedBy(route, inZone(host, zoneOf(host)));
    for (const ingress of objectsOf<Ingress>(sides, 'Ingress'))
      for (const { host } of ingress.json.spec.rules ?? []) if (host) yield usedBy(ingress, inZone(host, zoneOf(host)));
  },
  fix: {
    missing: "let cdk/records-stack.ts make the record in the environment's zone, or take the host from the cluster",
    unused: 'let a public service answer there, or remove the record',
  },
  mutations: {
    template: (templates) => {
      firstResource(templates, 'AWS::Route53::HostedZone').Name = 'elsewhere.test';
    },
    manifest: (apps) => {
      firstOf(apps, 'HTTPRoute').spec.hostnames[0] = 'api.elsewhere.test';
    },
  },
});
