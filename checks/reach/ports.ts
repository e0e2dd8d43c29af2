import type { Opening } from './policy';
import { isPlace, type Peer, type Port } from './step';

/** Whether a rule opens a port. A name is that of a port of the pods that are reached; addresses have no names for ports. */
export const includes = ({ ports }: Opening, { number, protocol }: Port, target: Peer): boolean =>
  ports === 'any' ||
  ports.some((each) => {
    if (each.protocol !== protocol) return false;
    if (each.port === undefined) return true;
    if (typeof each.port === 'string') return !isPlace(target) && target.ports?.get(each.port) === number;
    return number >= each.port && number <= (each.endPort ?? each.port);
  });

/** `80/TCP` */
export const inText = ({ number, protocol }: Port): string => `${number}/${protocol}`;

/** The ports of a rule as people read them. */
export const portsInText = ({ ports }: Opening): string =>
  ports === 'any'
    ? 'every port'
    : ports.map(({ port = 'any', endPort, protocol }) => `${port}${endPort ? `-${endPort}` : ''}/${protocol}`).join(', ');
