import { type Template, wording } from './template';

/** Messages about payments. */
export const paymentTemplates = {
  'payment-action-required': {
    category: 'transactional',
    secret: true,
    resendOnUnknown: true,
    variables: { actionUrl: 'url', expires: 'time' },
    linkFrom: 'actionUrl',
    wordings: {
      en: wording(
        'Please confirm your payment',
        'Your bank asks you to confirm your payment. You can do so until {{expires}}:',
        '{{link}}',
      ),
      de: wording(
        'Bitte bestätige deine Zahlung',
        'Deine Bank bittet dich, deine Zahlung zu bestätigen. Das geht bis {{expires}}:',
        '{{link}}',
      ),
    },
  },
} as const satisfies Readonly<Record<string, Template>>;
