import { v7 } from 'uuid';
import { services } from '../../../services.gen';
import { roles as issuedRoles, scopesOf } from '../../customer-platform/auth-service/tokens/scopes';
import type { AnyRoute } from '../../kit/http/route';
import { ask, forEach, nameOf, requestFor } from '../requests/testing';
import { type Caller, type Shop, startShop } from '../testing';
import { type Access, holders, operations, privacy, routes, scopesOfRole, scopesOfService, serviceOnly } from './testing';

const names = services.map(({ name }) => name);
const proofs = { methods: ['pwd', 'otp'], mfaRequired: true };

/** Somebody, and whether the table lets him or her in. */
interface Asking {
  readonly who: string;
  readonly token?: string;
  may(access: Access): boolean;
}

let shop: Shop;
let asking: readonly Asking[];

beforeAll(async () => {
  shop = await startShop();
  asking = await everybody();
}, 60_000);

afterAll(() => shop?.stop());

const expected = (service: string): Readonly<Record<string, Access>> => ({
  ...{ ...routes[service], ...operations },
  ...(holders.includes(service) && privacy),
});

const words = (access: Access): readonly string[] => access.split(' ');
const holds = (scopes: readonly string[], access: Access): boolean => words(access).some((word) => scopes.includes(word));

const anyone = (access: Access): boolean => words(access).includes('public') || words(access).includes('signed-in');
const person = (scopes: readonly string[]) => (access: Access) =>
  anyone(access) || words(access).includes('people') || holds(scopes, access);
/** No service owns what people own. */
const service = (scopes: readonly string[]) => (access: Access) =>
  anyone(access) ||
  words(access).includes('services') ||
  holds(
    scopes.filter((scope) => !scope.endsWith(':own')),
    access,
  );
const onlyPublic = (access: Access): boolean => access === 'public';
const nowhere = (): boolean => false;

const everybody = async (): Promise<Asking[]> => {
  const signed = async (who: string, { token }: Caller, may: Asking['may']): Promise<Asking> => ({ who, token, may });
  const customer = scopesOf(['customer'], proofs);
  const elevenMinutesAgo = Math.floor(Date.now() / 1000) - 660;
  const past = Math.floor(Date.now() / 1000) - 60;
  const people = issuedRoles.map(async (role) =>
    signed(role, await shop.caller(v7(), scopesOf([role], proofs)), person(scopesOfRole[role] ?? [])),
  );
  const machines = services
    .filter(({ definition }) => definition.scopes)
    .map(async ({ name, definition }) =>
      signed(`svc:${name}`, await shop.caller(`svc:${name}`, definition.scopes ?? []), service(scopesOfService[name] ?? [])),
    );
  return Promise.all<Asking>([
    { who: 'nobody', may: onlyPublic },
    signed('an expired token', await shop.caller(v7(), customer, { exp: past }), nowhere),
    signed('a token for others', await shop.caller(v7(), customer, { aud: 'elsewhere' }), nowhere),
    signed('another customer', await shop.caller(v7(), customer), person(scopesOfRole.customer ?? [])),
    signed(
      'an admin without a second factor',
      await shop.caller(v7(), scopesOf(['admin'], { ...proofs, methods: ['pwd'] })),
      person(scopesOfRole.customer ?? []),
    ),
    signed(
      'an admin who signed in long ago',
      await shop.caller(v7(), scopesOf(['admin'], proofs), { auth_time: elevenMinutesAgo }),
      (access) => !words(access).includes('fresh') && person(scopesOfRole.admin ?? [])(access),
    ),
    signed('svc:stranger', await shop.caller('svc:stranger', ['fraud:score', 'pricing:read']), service([])),
    ...people,
    ...machines,
  ]);
};

/** Whether the answer says that he or she may not ask this at all; what else a business says no to has codes of its own. */
const isRefused = (code: string): boolean => ['unauthenticated', 'forbidden', 'reauthentication-required'].includes(code);

/** Another service did not answer in time: whoever hears that was let in. */
const isBusyElsewhere = (status: number, code: string): boolean =>
  status === 503 && code.endsWith('-unavailable') && code !== 'database-unavailable';

const mistakesOf = async (name: string, contract: AnyRoute, access: Access): Promise<string[]> => {
  const { url } = shop.of(name);
  const mistakes: string[] = [];
  const scopes = words(access).filter((word) => word.includes(':'));
  const right: Asking = { who: 'svc:right', may: service(scopes), token: (await shop.caller('svc:right', scopes)).token };
  for (const { who, token, may } of [...asking, right]) {
    const { status, code } = await ask(url, requestFor(contract), token);
    const refused = isRefused(code);
    if (refused === may(access)) mistakes.push(`${nameOf(contract)} as ${who}: ${status} ${code}, but the table says '${access}'`);
    else if (status >= 500 && !isBusyElsewhere(status, code)) mistakes.push(`${nameOf(contract)} as ${who}: ${status} ${code}`);
    else if (refused && status !== (code === 'forbidden' ? 403 : 401)) mistakes.push(`${nameOf(contract)} as ${who}: ${status} ${code}`);
    else if (token === undefined && refused && code !== 'unauthenticated') mistakes.push(`${nameOf(contract)} as ${who}: ${code}`);
  }
  return mistakes;
};

describe.each(names)('%s', (name) => {
  test('every route is in the table, and every row of the table is a route', () => {
    expect(shop.of(name).contracts.map(nameOf).sort()).toEqual(Object.keys(expected(name)).sort());
  });

  test('every route lets in whom the table says, and nobody else', async () => {
    const mistakes: string[] = [];
    await forEach(shop.of(name).contracts, async (contract) => {
      const access = expected(name)[nameOf(contract)];
      if (access !== undefined) mistakes.push(...(await mistakesOf(name, contract, access)));
    });
    expect(mistakes).toEqual([]);
  });

  test('a route that asks for a recent proof says so in the table, and the other way round', () => {
    const fresh = shop
      .of(name)
      .contracts.filter((contract) => contract.fresh)
      .map(nameOf);
    const listed = Object.entries(expected(name))
      .filter(([, access]) => words(access).includes('fresh'))
      .map(([route]) => route);
    expect(fresh.sort()).toEqual(listed.sort());
  });
});

describe('scopes', () => {
  test.each(issuedRoles)('%s has exactly the scopes of its role', (role) => {
    expect(scopesOf([role], proofs)).toEqual(scopesOfRole[role]);
  });

  test('there are no other roles', () => expect([...issuedRoles].sort()).toEqual(Object.keys(scopesOfRole).sort()));

  test('no person has a scope that is for services', () => {
    const people = new Set(issuedRoles.flatMap((role) => scopesOf([role], proofs)));
    expect(serviceOnly.filter((scope) => people.has(scope))).toEqual([]);
  });

  test.each(['operator', 'security', 'admin'] as const)('%s without a second factor is a customer', (role) => {
    expect(scopesOf([role], { methods: ['pwd'], mfaRequired: true })).toEqual(scopesOfRole.customer);
  });

  test.each(names)('%s declares the scopes that the table gives it', (name) => {
    const declared = services.find((each) => each.name === name)?.definition.scopes ?? [];
    expect([...declared].sort()).toEqual([...(scopesOfService[name] ?? [])].sort());
  });
});
