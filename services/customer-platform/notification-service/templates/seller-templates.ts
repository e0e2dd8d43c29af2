import { type Template, wording } from './template';

const ofSeller = { category: 'transactional', link: '/seller/inventory' } as const;

/** Messages to those who sell in the shop. */
export const sellerTemplates = {
  'low-stock': {
    ...ofSeller,
    variables: { sku: 'text', available: 'text', reorderPoint: 'text' },
    wordings: {
      en: wording('Little stock of {{sku}}', 'Of {{sku}} there are {{available}} left; you want at least {{reorderPoint}}.', '{{link}}'),
      de: wording(
        'Wenig Bestand von {{sku}}',
        'Von {{sku}} sind noch {{available}} da; du möchtest mindestens {{reorderPoint}}.',
        '{{link}}',
      ),
    },
  },
  'replenishment-changed': {
    ...ofSeller,
    variables: { sku: 'text', quantity: 'text', status: 'word' },
    wordings: {
      en: wording('Replenishment of {{sku}}', 'The replenishment of {{quantity}} of {{sku}} {{status}}.', '{{link}}'),
      de: wording('Nachschub von {{sku}}', 'Der Nachschub von {{quantity}} Stück {{sku}} {{status}}.', '{{link}}'),
    },
  },
  'endpoint-disabled': {
    category: 'transactional',
    link: '/account/notifications',
    variables: { host: 'text' },
    wordings: {
      en: wording(
        'We send no more webhooks to {{host}}',
        'Your endpoint at {{host}} did not take our webhooks, so we have switched it off. Once it works again, add it here:',
        '{{link}}',
      ),
      de: wording(
        'Wir schicken keine Webhooks mehr an {{host}}',
        'Dein Endpunkt bei {{host}} hat unsere Webhooks nicht angenommen, deshalb haben wir ihn abgeschaltet. Sobald er wieder geht, trag ihn hier ein:',
        '{{link}}',
      ),
    },
  },
} as const satisfies Readonly<Record<string, Template>>;
