import * as z from 'zod';
import { settings } from '#kit';

const withoutSlash = (url: string | undefined): string | undefined => url?.replace(/\/+$/, '');

const milliseconds = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** Where money is moved, and with which secrets. */
export class PaymentSettings extends settings(
  {
    HOST: z.string().default('0.0.0.0'),
    PORT: z.coerce.number().int(),
    /** The provider's API. @default - the simulator of this process */
    PAYMENT_PROVIDER_URL: z
      .url({ protocol: /^https?$/ })
      .optional()
      .transform(withoutSlash),
    /** The bundled simulator listens here. @default - it does not run */
    PAYMENT_SIMULATOR_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
    /** Lets the simulator stand in for a provider in `prod`, where nobody is charged then. */
    ALLOW_SIMULATED_PAYMENTS: z
      .enum(['true', 'false'])
      .default('false')
      .transform((value) => value === 'true'),
    /** Shown to the provider with every request. */
    PAYMENT_PROVIDER_KEY: z.string().min(1),
    /** Signs the provider's webhooks. During a rotation two: the current one and the one before, with a comma or a line between them. */
    PAYMENT_WEBHOOK_SECRET: z
      .string()
      .transform((text) => text.split(/[\s,]+/).filter(Boolean))
      .pipe(z.array(z.string()).min(1).max(2)),
    /** Encrypts the tokens of payment methods in the database: 32 bytes in base64. */
    METHOD_ENCRYPTION_KEY: z.string().regex(/^[\w+/-]{43}=?$/, { message: 'it must be 32 bytes in base64' }),
    /** How long the provider may take to answer. */
    PAYMENT_PROVIDER_TIMEOUT_MS: milliseconds(50, 30_000).default(5000),
    /** How long order-service may take to show an order that is paid with another method. */
    PAYMENT_ORDER_TIMEOUT_MS: milliseconds(50, 5000).default(300),
    /** After this time without a definite answer the provider is asked what became of a charge or a refund. */
    PAYMENT_ASK_AFTER_MS: milliseconds(50, 60_000).default(15_000),
  },
  {
    unsafeInProd: (values) =>
      values.PAYMENT_SIMULATOR_PORT !== undefined && !values.ALLOW_SIMULATED_PAYMENTS
        ? ['PAYMENT_SIMULATOR_PORT is set, so nobody is charged; remove it, or set ALLOW_SIMULATED_PAYMENTS=true']
        : [],
  },
) {
  constructor(values: object) {
    super(values);
    const { PAYMENT_PROVIDER_URL: url, PAYMENT_SIMULATOR_PORT: port } = this;
    if (url === undefined && port === undefined)
      throw new Error(
        'settings: missing-setting: neither PAYMENT_PROVIDER_URL nor PAYMENT_SIMULATOR_PORT is set; set the one of your provider, or a port',
      );
    if (this.PAYMENT_PROVIDER_TIMEOUT_MS > this.PAYMENT_ASK_AFTER_MS)
      throw new Error(
        `settings: wrong-setting: PAYMENT_ASK_AFTER_MS is ${this.PAYMENT_ASK_AFTER_MS} and PAYMENT_PROVIDER_TIMEOUT_MS is ${this.PAYMENT_PROVIDER_TIMEOUT_MS}; ask no sooner than the provider may still answer`,
      );
  }

  /** Whether no money is moved at all. */
  get simulated(): boolean {
    return this.PAYMENT_PROVIDER_URL === undefined;
  }

  get providerUrl(): string {
    return this.PAYMENT_PROVIDER_URL ?? `http://127.0.0.1:${this.PAYMENT_SIMULATOR_PORT}/sim/payment`;
  }
}
