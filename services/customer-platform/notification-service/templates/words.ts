import type { Locale } from './template';

interface Words {
  greeting(name: string): string;
  readonly closing: string;
  /** In place of a time that nobody knows. */
  readonly open: string;
  /** Codes that events carry. */
  readonly of: Readonly<Record<string, string>>;
}

/** Words of each language that are no template's own. */
export const words: Readonly<Record<Locale, Words>> = {
  en: {
    greeting: (name) => (name ? `Hello ${name},` : 'Hello,'),
    closing: 'Your shop',
    open: 'further notice',
    of: {
      failed_logins: 'there were too many wrong passwords',
      admin: 'our staff closed it',
      token_reuse: 'somebody else may have used it',
      out_of_stock: 'not everything is in stock',
      payment_failed: 'the payment failed',
      payment_timeout: 'the payment did not arrive in time',
      fraud_declined: 'we could not accept it',
      hold_expired: 'it could not be checked in time',
      customer: 'as you wished',
      support: 'as agreed with our support',
      step_timeout: 'it could not be completed in time',
      draft: 'is proposed',
      ordered: 'is ordered',
      received: 'has arrived',
      cancelled: 'is cancelled',
    },
  },
  de: {
    greeting: (name) => (name ? `Hallo ${name},` : 'Hallo,'),
    closing: 'Dein Shop',
    open: 'auf Weiteres',
    of: {
      failed_logins: 'zu viele falsche Passwörter',
      admin: 'unser Team hat es geschlossen',
      token_reuse: 'vielleicht hat jemand anderes es benutzt',
      out_of_stock: 'nicht alles ist vorrätig',
      payment_failed: 'die Zahlung ist fehlgeschlagen',
      payment_timeout: 'die Zahlung kam nicht rechtzeitig an',
      fraud_declined: 'wir konnten sie nicht annehmen',
      hold_expired: 'sie konnte nicht rechtzeitig geprüft werden',
      customer: 'wie von dir gewünscht',
      support: 'wie mit unserem Support besprochen',
      step_timeout: 'sie konnte nicht rechtzeitig abgeschlossen werden',
      draft: 'ist vorgeschlagen',
      ordered: 'ist bestellt',
      received: 'ist eingetroffen',
      cancelled: 'ist storniert',
    },
  },
};
