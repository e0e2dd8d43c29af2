import { isSecretSetting, secretIn } from './patterns';

/** Written in parts, so that nobody who looks for secrets finds one here. */
const joined = (...parts: string[]): string => parts.join('');

test.each([
  ['an AWS access key', joined('id AKIA', 'IOSFODNN7', 'EXAMPLE')],
  ['a private key', joined('-----BEGIN RSA PRIVATE', ' KEY-----')],
  ['a GitHub token', joined('gh', 'p_', 'a'.repeat(36))],
  ['a GitLab token', joined('gl', 'pat-', 'a'.repeat(20))],
  ['a Slack token', joined('xo', 'xb-', '1234567890')],
  ['a Stripe key', joined('sk_', 'live_', 'a'.repeat(16))],
  ['a Google API key', joined('AI', 'za', 'a'.repeat(35))],
  ['a JSON Web Token', joined('ey', 'JhbGciOiJI.', 'eyJzdWIiOiIx.', 'abcdefgh')],
  ['a password in an address', 'postgres://shop:hunter2@db.example.org/shop'],
])('%s is found', (what, text) => expect(secretIn(text)).toBe(what));

test.each([
  'http://auth-service.shop.svc.cluster.local:8001',
  'arn:aws:iam::555555555555:role/dev-order-service',
  'images.example.org/it@sha256:0000000000000000000000000000000000000000000000000000000000000000',
  'git@github.com:example/shop.git',
  'sum(rate(http_requests_total{service="order"}[2m]))',
])('%s is no secret', (text) => expect(secretIn(text)).toBeUndefined());

test.each([
  ['DATABASE_PASSWORD', 'correct-horse', true],
  ['api-key', 'abc', true],
  ['stripe.secret', 'abc', true],
  ['CLIENT_SECRET_FILE', '/run/secrets/client/secret', false],
  ['CLIENT_SECRET', '/run/secrets/client/secret', false],
  ['TOKEN', '', false],
  ['TOKEN', '$(TOKEN)', false],
  ['KEYBOARD', 'qwerty', false],
  ['TOKENS_PER_SECOND', '50', false],
])('%s: %s: is a secret: %s', (name, value, is) => expect(isSecretSetting(name, value)).toBe(is));
