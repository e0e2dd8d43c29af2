import { type Template, wording } from './template';

const ofOrder = { category: 'transactional', link: '/account/orders/{{number}}' } as const;

/** Receipts of an order's life. A second one would look like a second order. */
export const orderTemplates = {
  'order-placed': {
    ...ofOrder,
    variables: { number: 'text', total: 'money' },
    wordings: {
      en: wording('We have your order {{number}}', 'Thank you for your order {{number}} over {{total}}.', '{{link}}'),
      de: wording('Deine Bestellung {{number}} ist da', 'Danke für deine Bestellung {{number}} über {{total}}.', '{{link}}'),
    },
  },
  'order-confirmed': {
    ...ofOrder,
    variables: { number: 'text', total: 'money' },
    wordings: {
      en: wording(
        'Your order {{number}} is confirmed',
        'Your payment of {{total}} arrived; we are packing your order {{number}}.',
        '{{link}}',
      ),
      de: wording(
        'Deine Bestellung {{number}} ist bestätigt',
        'Deine Zahlung über {{total}} ist da; wir packen deine Bestellung {{number}}.',
        '{{link}}',
      ),
    },
  },
  'order-cancelled': {
    ...ofOrder,
    variables: { number: 'text', reason: 'word' },
    wordings: {
      en: wording(
        'Your order {{number}} is cancelled',
        'Your order {{number}} is cancelled: {{reason}}.',
        'What you have paid for it comes back to you.',
        '{{link}}',
      ),
      de: wording(
        'Deine Bestellung {{number}} ist storniert',
        'Deine Bestellung {{number}} ist storniert: {{reason}}.',
        'Was du dafür bezahlt hast, bekommst du zurück.',
        '{{link}}',
      ),
    },
  },
  'order-shipped': {
    ...ofOrder,
    variables: { number: 'text', carrier: 'text', tracking: 'text' },
    wordings: {
      en: wording(
        'Your order {{number}} is on its way',
        '{{carrier}} brings your order {{number}}. Tracking code: {{tracking}}',
        '{{link}}',
      ),
      de: wording(
        'Deine Bestellung {{number}} ist unterwegs',
        '{{carrier}} bringt deine Bestellung {{number}}. Sendungsnummer: {{tracking}}',
        '{{link}}',
      ),
    },
  },
  'order-delivered': {
    ...ofOrder,
    variables: { number: 'text' },
    wordings: {
      en: wording('Your order {{number}} has arrived', 'Your order {{number}} was delivered. We hope you like it.', '{{link}}'),
      de: wording(
        'Deine Bestellung {{number}} ist angekommen',
        'Deine Bestellung {{number}} wurde zugestellt. Viel Freude damit!',
        '{{link}}',
      ),
    },
  },
  'order-refunded': {
    ...ofOrder,
    variables: { number: 'text', amount: 'money' },
    wordings: {
      en: wording('Money back for your order {{number}}', 'We have sent back {{amount}} for your order {{number}}.', '{{link}}'),
      de: wording(
        'Geld zurück für deine Bestellung {{number}}',
        'Wir haben dir {{amount}} für deine Bestellung {{number}} erstattet.',
        '{{link}}',
      ),
    },
  },
} as const satisfies Readonly<Record<string, Template>>;
