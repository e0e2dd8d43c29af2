import type { Profile } from './routes';

/** A profile as the database gives it. */
export interface Row {
  readonly id: string;
  readonly email: string | null;
  readonly display_name: string | null;
  readonly locale: string;
  readonly country: string | null;
  readonly phone: string | null;
  readonly marketing_consent: boolean;
  readonly email_verified: boolean;
  readonly email_bounced_at: Date | null;
  readonly status: Profile['status'];
  readonly announced: boolean;
  readonly version: number;
  readonly created_at: Date;
}

/** A profile as people see it. */
export const toProfile = (row: Row): Profile => ({
  id: row.id,
  email: row.email,
  displayName: row.display_name,
  locale: row.locale,
  country: row.country,
  phone: row.phone,
  marketingConsent: row.marketing_consent,
  status: row.status,
  createdAt: row.created_at.toISOString(),
  version: row.version,
});

/** What others may know of a profile; empty fields are left out. */
export const contactOf = ({ id, email, display_name, locale, country, marketing_consent }: Row, known: string) => ({
  userId: id,
  email: email ?? known,
  ...(display_name && { displayName: display_name }),
  locale,
  ...(country && { country }),
  marketingConsent: marketing_consent,
});
