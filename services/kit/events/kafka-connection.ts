import { type KafkaConfig, type logCreator, logLevel } from 'kafkajs';
import type { Logger } from '../telemetry/log';

export interface KafkaConnection {
  /** `host:port` of some brokers; the others are learnt from them. At least one. */
  readonly brokers: readonly string[];
  /** What the brokers' logs call this client: the service's name. */
  readonly clientId: string;
  readonly log: Logger;
  /**
   * Gives a fresh token whenever a connection needs one; connections are encrypted then.
   * @default - no login and no encryption, for laptops
   * @see https://github.com/aws/aws-msk-iam-sasl-signer-js
   */
  readonly iam?: { readonly token: () => Promise<{ readonly value: string }> };
}

/**
 * The connection in the library's terms.
 * @see https://kafka.js.org/docs/configuration
 */
export const connection = ({ brokers, clientId, iam, log }: KafkaConnection): KafkaConfig => ({
  brokers: [...brokers],
  clientId,
  connectionTimeout: 3000,
  ...(iam && { ssl: true, sasl: { mechanism: 'oauthbearer', oauthBearerProvider: iam.token } }),
  logLevel: logLevel.INFO,
  logCreator: writesTo(log),
});

/** The library calls much an error that it mends itself, and every pause news. */
const writesTo = (log: Logger): logCreator => {
  const quiet = log.child({ library: 'kafkajs' });
  return () =>
    ({ level, namespace, log: { message, timestamp: _timestamp, logger: _logger, ...facts } }) => {
      if (level <= logLevel.WARN) quiet.warn({ ...facts, namespace }, message);
      else quiet.debug({ ...facts, namespace }, message);
    };
};
