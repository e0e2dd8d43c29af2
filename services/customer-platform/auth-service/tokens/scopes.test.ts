import { roles, scopesOf, scopesOfRoles } from './scopes';

const password = { methods: ['pwd'], mfaRequired: true };

test('every account is a customer', () => {
  expect(scopesOf([], password)).toEqual(['notifications:own', 'orders:own', 'payments:own', 'profile:own', 'reviews:own']);
});

test.each(['operator', 'security', 'admin'] as const)('%s gives nothing without a second factor', (role) => {
  expect(scopesOf([role], password)).toEqual(scopesOf([], password));
  expect(scopesOf([role], { ...password, methods: ['pwd', 'otp'] })).toEqual(expect.arrayContaining([...scopesOfRoles[role]]));
  expect(scopesOf([role], { ...password, mfaRequired: false })).toEqual(expect.arrayContaining([...scopesOfRoles[role]]));
});

test('no person gets what is for services only', () => {
  const forServices = ['auth:introspect', 'users:check', 'products:quote', 'products:export', 'fraud:score', 'features:serve'];
  const all = scopesOf(roles, { methods: [], mfaRequired: false });
  expect(all.filter((scope) => [...forServices, 'serving:predict', 'sentiment:score', 'privacy:service'].includes(scope))).toEqual([]);
});

test('an admin may do what any other may, and alone may change roles', () => {
  const others = roles.filter((role) => role !== 'admin').flatMap((role) => scopesOfRoles[role] as readonly string[]);
  expect(scopesOfRoles.admin).toEqual(expect.arrayContaining(others));
  expect(others).not.toContain('users:admin');
});
