import { rangesOf } from './addresses';
import type { Place } from './step';

/** Addresses by what they are. */
export const placeOf = (name: string, cidrs: readonly string[], except: readonly string[] = []): Place => ({
  name,
  ranges: cidrs.flatMap((cidr) => rangesOf({ cidr, except })),
});

/** A place for each of some subnets. */
export const placesOf = (what: string, cidrs: readonly string[]): Place[] => cidrs.map((cidr) => placeOf(`${what} in ${cidr}`, [cidr]));

/** Addresses that are not on the internet: private, shared, link-local. */
export const privateRanges = ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'];

export const internet = placeOf('the internet', ['0.0.0.0/0'], privateRanges);

/** Where the kubelet's questions come from in an ambient mesh. @see https://istio.io/latest/docs/ambient/usage/networkpolicy/ */
export const meshProbes = placeOf('the kubelet', ['169.254.7.127/32']);
