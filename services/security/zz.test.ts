import { startShop, type Shop } from './testing';
let shop: Shop;
beforeAll(async () => { const t = Date.now(); shop = await startShop(); console.log('started', Date.now() - t); }, 60000);
afterAll(() => shop?.stop());
test('x', async () => {
  const who = await shop.caller('0197a5c0-7c00-7000-8000-000000000001', ['profile:own']);
  for (const [n, s] of Object.entries(shop.services)) {
    const priv = s.contracts.filter(c => c.path.startsWith('/internal')).map(c => c.method + ' ' + c.path + ' ' + c.access);
    console.log(n, priv.join('; '));
  }
  console.log((await shop.of('user-service').request('GET', '/users/me', { token: who.token })).status);
});
