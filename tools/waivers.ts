import { exemptionsOf, type Platform } from '#model';

/** Something that a definition lets pass, and until when. */
export interface Waived {
  readonly file: string;
  /** The rule, or the admission policy. */
  readonly of: string;
  readonly kind: 'waived' | 'exempted';
  /** The last day: `2030-01-31`. */
  readonly until: string;
  readonly reason: string;
}

/** Every waiver and every exemption of a platform, those that end first before the others. */
export const waiversOf = (platform: Platform): Waived[] =>
  [
    ...[...platform.services, ...platform.components].flatMap(({ file, waivers = [] }) =>
      waivers.map(({ rule, until, reason }) => ({ file, of: rule, kind: 'waived' as const, until, reason })),
    ),
    ...exemptionsOf(platform).map(({ file, policy, until, reason }) => ({ file, of: policy, kind: 'exempted' as const, until, reason })),
  ].sort((a, b) => (a.until < b.until ? -1 : a.until > b.until ? 1 : 0));

/** In one line: `waived until 2030-01-31: services/shop/orders/service.ts: probes-weak: …`. */
export const waiverLine = ({ kind, until, file, of, reason }: Waived): string => `${kind} until ${until}: ${file}: ${of}: ${reason}`;
