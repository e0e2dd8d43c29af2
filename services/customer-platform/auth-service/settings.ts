import * as z from 'zod';
import { settings } from '#kit';

const clients = z
  .string()
  .default('{}')
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'it is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string().regex(/^[a-z][a-z0-9-]{1,54}$/), z.array(z.string().regex(/^[a-z-]+:[a-z-]+$/))));

/** What auth-service is told besides what every service is. */
export class AuthSettings extends settings(
  {
    ENVIRONMENT: z.string().default('local'),
    /** The `iss` of all tokens, and where other services find the keys. */
    ISSUER_URL: z.url(),
    /** Encrypts the signing keys in the database: 32 bytes in base64. */
    KEY_ENCRYPTION_KEY: z.string().regex(/^[\w+/-]{43}=?$/, { message: 'it must be 32 bytes in base64' }),
    /** Scopes that each service may ask for, as JSON: `{"order-service":["products:quote"]}`. */
    CLIENTS: clients,
    /** Folder with a file for each client, named like it, that holds its secret. Without it no client is known. */
    CLIENT_SECRETS_FOLDER: z.string().optional(),
    /** Password of the accounts `…@demo.local`, which are made where `ENVIRONMENT` is 'local'. Without it there are none. */
    DEMO_PASSWORD: z.string().min(12).max(128).optional(),
    /** Whether the roles that run the platform need a second factor. */
    MFA_REQUIRED: z
      .enum(['true', 'false'])
      .default('true')
      .transform((value) => value === 'true'),
    /** Passwords that are hashed at the same time; each takes 19 MiB and a thread. */
    HASHES_AT_ONCE: z.coerce.number().int().min(1).max(16).default(2),
  },
  {
    unsafeInProd: ({ MFA_REQUIRED, DEMO_PASSWORD }) => [
      ...(MFA_REQUIRED ? [] : ["MFA_REQUIRED is 'false'; remove it"]),
      ...(DEMO_PASSWORD === undefined ? [] : ['DEMO_PASSWORD is set; remove it']),
    ],
  },
) {}
