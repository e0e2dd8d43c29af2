import { v7 } from 'uuid';
import { GiftModule, giftDefinition } from '../testing/gift-service';
import { type TestedService, testService } from '../testing/test-service';

let service: TestedService;
let token: string;
const subject = v7();

beforeAll(async () => {
  service = await testService({ name: 'gift-service', definition: giftDefinition, module: GiftModule });
  token = await service.token({ subject, scopes: ['gifts:write'] });
});

afterAll(() => service?.stop());

describe('who asks', () => {
  const ask = async (wish: object, path = `/gifts/${v7()}`, method = 'PATCH') => {
    const { status, body, headers } = await service.request(method, path, { ifMatch: '"1"', body: { wrong: 1 }, ...wish });
    return [status, body.code, headers.get('www-authenticate')];
  };

  test('must be known before the input is looked at', async () => {
    const sign = (change: object) => service.token({ subject, scopes: ['gifts:write'], ...change });
    const [header, , signature] = token.split('.');
    const stolen = `${header}.${Buffer.from('{"sub":"root"}').toString('base64url')}.${signature}`;
    const tokens = ['garbage', 'a.b.c', stolen, await sign({ expiresIn: -60 }), await sign({ audience: 'other' })];
    expect(
      await Promise.all([ask({}), ...tokens.map((each) => ask({ token: each })), ask({ headers: { authorization: 'Basic eDp5' } })]),
    ).toEqual(Array(7).fill([401, 'unauthenticated', 'Bearer']));
    expect(await ask({ token: 'garbage.of.somebody', body: undefined }, `/gifts/${v7()}`, 'GET')).toEqual([
      401,
      'unauthenticated',
      'Bearer',
    ]);
  });

  test('must be allowed to before the input is looked at', async () => {
    const { body, status } = await service.request('PATCH', '/gifts/17', {
      token: await service.token({ subject, scopes: ['x'] }),
      body: { wrong: 1 },
    });
    expect([status, body.code, body.detail]).toEqual([403, 'forbidden', 'this needs the scope gifts:write or gifts:admin']);
  });

  test('must have signed in just now where that is asked for', async () => {
    const path = `/gifts/${v7()}/open`;
    const old = await service.token({ subject, scopes: [], authenticatedSecondsAgo: 601 });
    const answer = await ask({ token: old, body: undefined }, path, 'POST');
    expect(answer).toEqual([401, 'reauthentication-required', 'Bearer error="insufficient_user_authentication", max_age=600']);
    const fresh = await service.token({ subject, scopes: [], authenticatedSecondsAgo: 590 });
    expect((await service.request('POST', path, { token: fresh })).status).toBe(204);
  });
});
