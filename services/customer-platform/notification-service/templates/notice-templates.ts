import { type Template, wording } from './template';

const free = {
  variables: { headline: 'text', message: 'lines' },
  wordings: { en: wording('{{headline}}', '{{message}}'), de: wording('{{headline}}', '{{message}}') },
} as const;

const leave = {
  en: 'You get this because you agreed to our news. You can end that here: {{link}}',
  de: 'Du bekommst das, weil du unseren Neuigkeiten zugestimmt hast. Hier kannst du das beenden: {{link}}',
} as const;

/** Messages whose words somebody writes for the occasion. */
export const noticeTemplates = {
  'service-notice': { category: 'transactional', ...free },
  news: {
    category: 'marketing',
    variables: free.variables,
    link: '/account/notifications',
    wordings: { en: wording('{{headline}}', '{{message}}', leave.en), de: wording('{{headline}}', '{{message}}', leave.de) },
  },
} as const satisfies Readonly<Record<string, Template>>;
