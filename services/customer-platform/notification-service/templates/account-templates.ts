import { type Template, wording } from './template';

const withToken = { category: 'transactional', secret: true, resendOnUnknown: true, variables: { token: 'text' } } as const;

/** Messages about a person's account. Those with a token are asked for by somebody who waits for them, so a second one does no harm. */
export const accountTemplates = {
  'verify-email': {
    ...withToken,
    link: '/verify-email?token={{token}}',
    wordings: {
      en: wording('Please confirm your e-mail address', 'Open this link to confirm your e-mail address:', '{{link}}'),
      de: wording('Bitte bestätige deine E-Mail-Adresse', 'Öffne diesen Link, um deine E-Mail-Adresse zu bestätigen:', '{{link}}'),
    },
  },
  'reset-password': {
    ...withToken,
    link: '/reset-password?token={{token}}',
    wordings: {
      en: wording(
        'Choose a new password',
        'Open this link to choose a new password:',
        '{{link}}',
        'If you did not ask for it, do nothing: your password stays as it is.',
      ),
      de: wording(
        'Wähle ein neues Passwort',
        'Öffne diesen Link, um ein neues Passwort zu wählen:',
        '{{link}}',
        'Falls du das nicht wolltest, tu nichts: dein Passwort bleibt, wie es ist.',
      ),
    },
  },
  'change-email': {
    ...withToken,
    link: '/change-email?token={{token}}',
    wordings: {
      en: wording('Please confirm your new e-mail address', 'Open this link to use this address for your account:', '{{link}}'),
      de: wording(
        'Bitte bestätige deine neue E-Mail-Adresse',
        'Öffne diesen Link, um diese Adresse für dein Konto zu verwenden:',
        '{{link}}',
      ),
    },
  },
  invite: {
    ...withToken,
    link: '/accept-invitation?token={{token}}',
    wordings: {
      en: wording('You are invited', 'An account was made for you. Open this link to choose a password:', '{{link}}'),
      de: wording('Du bist eingeladen', 'Für dich wurde ein Konto angelegt. Öffne diesen Link, um ein Passwort zu wählen:', '{{link}}'),
    },
  },
  'already-registered': {
    category: 'transactional',
    variables: {},
    link: '/login',
    wordings: {
      en: wording(
        'You already have an account',
        'Somebody, perhaps you, tried to open an account with this address, which already has one. You can sign in here:',
        '{{link}}',
      ),
      de: wording(
        'Du hast bereits ein Konto',
        'Jemand, vielleicht du, wollte mit dieser Adresse ein Konto eröffnen; es gibt schon eines. Hier kannst du dich anmelden:',
        '{{link}}',
      ),
    },
  },
  'account-locked': {
    category: 'transactional',
    resendOnUnknown: true,
    variables: { reason: 'word', until: 'time' },
    link: '/forgot-password',
    wordings: {
      en: wording(
        'Your account is locked',
        'Your account is locked until {{until}}, because {{reason}}.',
        'If that was not you, choose a new password:',
        '{{link}}',
      ),
      de: wording(
        'Dein Konto ist gesperrt',
        'Dein Konto ist bis {{until}} gesperrt: {{reason}}.',
        'Falls du das nicht warst, wähle ein neues Passwort:',
        '{{link}}',
      ),
    },
  },
} as const satisfies Readonly<Record<string, Template>>;
