import type { IServiceSpec } from 'kubernetes-models/v1/ServiceSpec';
import type { Labels } from '../graph/selector';
import type { Located } from '../mechanism/rule';
import type { PodGroup } from './pods';
import type { Reach } from './reach';
import type { Port } from './step';

/** Pods behind a Service, and the port on which they are reached. */
export interface Backend {
  readonly group: PodGroup;
  readonly port: Port;
}

type ServicePort = NonNullable<IServiceSpec['ports']>[number];

/** The port of a Service with a number or a name. */
export const servicePort = ({ json }: Located, port: number | string): ServicePort | undefined =>
  (json.spec as IServiceSpec).ports?.find((each) => each.port === port || each.name === port);

/** The pods that a Service selects; none where it has no selector. */
export const groupsBehind = (reach: Reach, { json }: Located): readonly PodGroup[] => {
  const { selector = {} } = json.spec as IServiceSpec;
  return Object.keys(selector).length ? reach.select(json.metadata.namespace ?? 'default', { matchLabels: selector as Labels }) : [];
};

/** Where a port of a Service leads. A target by name leads to pods only that have a port of that name. */
export const backendsOf = (reach: Reach, service: Located, port: number | string): Backend[] => {
  const found = servicePort(service, port);
  if (found === undefined) return [];
  const { targetPort = found.port, protocol = 'TCP' } = found;
  return groupsBehind(reach, service).flatMap((group) => {
    const number = typeof targetPort === 'string' ? group.ports?.get(targetPort) : targetPort;
    return number === undefined ? [] : [{ group, port: { number, protocol: protocol as Port['protocol'] } }];
  });
};
