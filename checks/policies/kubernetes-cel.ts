import { Environment } from '@marcbachmann/cel-js';
import * as ipaddr from 'ipaddr.js';
import { nanoOf } from '../fields/quantity';

/**
 * CEL as Kubernetes has it: the language, optional fields, and what Kubernetes adds, as far as policies have a use for it.
 * @see https://kubernetes.io/docs/reference/using-api/cel/#cel-options-language-features-and-libraries
 */
export const kubernetesCel = (): Environment => {
  const cel = new Environment({ unlistedVariablesAreDyn: true, enableOptionalTypes: true });
  quantities(cel);
  addresses(cel);
  texts(cel);
  lists(cel);
  return cel;
};

/** An amount, in billionths of its unit: `250m`, `1.5Gi`, `1e3`. */
class Quantity {
  constructor(readonly nano: bigint) {}
}

const quantityOf = (text: string): Quantity | undefined => {
  const nano = nanoOf(text);
  return nano === undefined ? undefined : new Quantity(nano);
};

const known = <Value>(value: Value | undefined, what: string): Value => {
  if (value === undefined) throw new TypeError(`not ${what}`);
  return value;
};

const quantities = (cel: Environment): void => {
  cel
    .registerType('Quantity', Quantity)
    .registerFunction('quantity(string): Quantity', (text: string) => known(quantityOf(text), `a quantity: '${text}'`))
    .registerFunction('isQuantity(string): bool', (text: string) => quantityOf(text) !== undefined)
    .registerFunction('Quantity.isGreaterThan(Quantity): bool', (a: Quantity, b: Quantity) => a.nano > b.nano)
    .registerFunction('Quantity.isLessThan(Quantity): bool', (a: Quantity, b: Quantity) => a.nano < b.nano)
    .registerFunction('Quantity.compareTo(Quantity): int', (a: Quantity, b: Quantity) =>
      a.nano > b.nano ? 1n : a.nano < b.nano ? -1n : 0n,
    )
    .registerFunction('Quantity.add(Quantity): Quantity', (a: Quantity, b: Quantity) => new Quantity(a.nano + b.nano))
    .registerFunction('Quantity.sub(Quantity): Quantity', (a: Quantity, b: Quantity) => new Quantity(a.nano - b.nano));
};

/** Kubernetes takes no address with parts left out. */
const isAddress = (text: string): boolean => ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);

const addressOf = (text: string): Address => new Address(ipaddr.parse(known(isAddress(text) ? text : undefined, `an address: '${text}'`)));

class Address {
  constructor(readonly ip: ipaddr.IPv4 | ipaddr.IPv6) {}
}

class Range {
  constructor(readonly range: [ipaddr.IPv4 | ipaddr.IPv6, number]) {}
}

const within = ({ range }: Range, { ip }: Address): boolean => ip.kind() === range[0].kind() && ip.match(range as never);

const addresses = (cel: Environment): void => {
  cel
    .registerType('URL', URL)
    .registerFunction('url(string): URL', (text: string) => new URL(text))
    .registerFunction('isURL(string): bool', (text: string) => URL.canParse(text))
    .registerFunction('URL.getScheme(): string', (url: URL) => url.protocol.replace(/:$/, ''))
    .registerFunction('URL.getHost(): string', (url: URL) => url.host)
    .registerFunction('URL.getHostname(): string', (url: URL) => url.hostname)
    .registerFunction('URL.getPort(): string', (url: URL) => url.port)
    .registerFunction('URL.getEscapedPath(): string', (url: URL) => url.pathname)
    .registerType('IP', Address)
    .registerFunction('ip(string): IP', addressOf)
    .registerFunction('isIP(string): bool', isAddress)
    .registerFunction('IP.family(): int', ({ ip }: Address) => (ip.kind() === 'ipv4' ? 4n : 6n))
    .registerType('CIDR', Range)
    .registerFunction('cidr(string): CIDR', (text: string) => new Range(ipaddr.parseCIDR(text)))
    .registerFunction('CIDR.containsIP(IP): bool', within)
    .registerFunction('CIDR.containsIP(string): bool', (range: Range, text: string) => within(range, addressOf(text)));
};

const texts = (cel: Environment): void => {
  cel
    .registerFunction('string.find(string): string', (text: string, pattern: string) => new RegExp(pattern, 'u').exec(text)?.[0] ?? '')
    .registerFunction('string.findAll(string): list', (text: string, pattern: string) => text.match(new RegExp(pattern, 'gu')) ?? []);
};

type Comparable = bigint | number | string;

const lists = (cel: Environment): void => {
  const inOrder = (list: Comparable[]) => list.every((each, index) => index === 0 || (list[index - 1] as Comparable) <= each);
  cel
    .registerFunction('list.isSorted(): bool', inOrder)
    .registerFunction('list.indexOf(dyn): int', (list: unknown[], item: unknown) => BigInt(list.indexOf(item)));
};
