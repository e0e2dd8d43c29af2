import { render, type TemplateData, templates } from '.';
import { kinds, locales, type Template } from './template';

const samples: TemplateData = {
  ...{ sku: 'SKU-1', available: '2', reorderPoint: '5', quantity: '10', status: 'ordered', host: 'a.example' },
  ...{ actionUrl: 'https://bank.example.com/a?b=c', expires: '2026-01-01T00:00:00.000Z' },
  ...{ token: 'a-token', number: 'ORD-1', carrier: 'Carrier', tracking: 'T1', headline: 'News', message: 'One\nTwo' },
  ...{ reason: 'customer', until: '', total: { amount: 2990, currency: 'EUR' }, amount: { amount: 100, currency: 'JPY' } },
};
const shop = 'https://shop.example.com';
const all = Object.entries(templates).flatMap(([name, template]) => locales.map((locale) => ({ name, locale, template })));
const dataOf = ({ variables }: Template): TemplateData =>
  Object.fromEntries(Object.keys(variables).map((name) => [name, samples[name] ?? '']));

describe.each(all)('$name in $locale', ({ template, locale }) => {
  const rendered = render(template, { locale, data: dataOf(template), name: 'Ada', shop });

  test('has a value for each variable, and no word that nobody translated', () => {
    for (const [name, kind] of Object.entries(template.variables)) expect(kinds[kind].safeParse(samples[name]).success).toBe(true);
    expect(JSON.stringify(rendered)).not.toMatch(/\{\{|undefined|\[object|customer/);
  });

  test('says the same in text and in HTML', () => {
    const words = rendered.html
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
    expect(words).toBe(rendered.text.replace(/\s+/g, ' ').trim());
  });
});

const order = (data: TemplateData, name = '', locale: 'en' | 'de' = 'en') =>
  render(templates['order-placed'], { locale, data: { number: 'ORD-1', ...data }, name, shop });

test.each([
  [{ amount: 2990, currency: 'EUR' }, 'en', '€29.90'],
  [{ amount: 2990, currency: 'EUR' }, 'de', '29,90\u00a0€'],
  [{ amount: 2990, currency: 'JPY' }, 'en', '¥2,990'],
  [{ amount: 2990, currency: 'KWD' }, 'en', 'KWD\u00a02.990'],
] as const)('shows %j in %s as %s', (total, locale, text) => expect(order({ total }, '', locale).text).toContain(text));

test('notification I4: a name is text, whatever it contains', () => {
  const total = { amount: 1, currency: 'EUR' };
  const { subject, text, html } = order(
    { total, number: 'X\r\nBcc: eve@example.com' },
    `<script>alert("1")</script>\r\nBcc: eve@example.com & 'co'\u202e`,
  );
  expect(subject).toBe('We have your order X Bcc: eve@example.com');
  expect(html).not.toContain('<script');
  expect(html).toContain('Hello &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; Bcc: eve@example.com &amp; &#39;co&#39;,');
  expect(text).toContain(`Hello <script>alert("1")</script> Bcc: eve@example.com & 'co',`);
});

test('a value that looks like a variable stays as it is', () => {
  expect(order({ total: { amount: 1, currency: 'EUR' } }, '{{total}} $& {{link}}').text).toContain('Hello {{total}} $& {{link}},');
});

test('a link cannot be led elsewhere by a value', () => {
  const { text } = render(templates['reset-password'], { locale: 'en', data: { token: 'a&b=#/../?"<' }, shop });
  expect(text).toContain('https://shop.example.com/reset-password?token=a%26b%3D%23%2F..%2F%3F%22%3C');
});

test('a missing value is an error, not a gap', () => {
  expect(() => render(templates['reset-password'], { locale: 'en', data: {}, shop })).toThrow("missing-variable: 'token'");
});
