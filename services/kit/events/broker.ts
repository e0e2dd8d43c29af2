import type { KitSettings, Variables } from '../config';
import { secret, WrongSettings } from '../config';
import type { Telemetry } from '../telemetry';
import type { EventBus } from './bus';
import { KafkaBus } from './kafka-bus';

/**
 * The brokers that the settings name. Those that come as a file are the cluster's, and asked in the name of the pod's own role; those of
 * `KAFKA_BROKERS` are a developer's, and ask for nothing.
 */
export const brokerOf = (variables: Variables): ((settings: KitSettings, telemetry: Telemetry) => EventBus) => {
  const own = variables.KAFKA_BROKERS;
  const brokers = own ?? secret(variables, 'STREAM_BROKERS')();
  if (!brokers)
    throw new WrongSettings([
      'settings: missing-setting: STREAM_BROKERS is not set and the service uses events; set STREAM_BROKERS_FILE, or KAFKA_BROKERS for brokers of your own',
    ]);
  return ({ SERVICE_NAME, AWS_REGION }, { log }) =>
    new KafkaBus({
      brokers: brokers.split(','),
      clientId: SERVICE_NAME,
      log,
      ...(own === undefined && { iam: { token: () => roleToken(AWS_REGION ?? '') } }),
    });
};

/** @see https://docs.aws.amazon.com/msk/latest/developerguide/iam-access-control.html */
const roleToken = async (region: string): Promise<{ value: string }> => {
  // Loaded when it is needed: a laptop never does.
  const { generateAuthToken } = await import('aws-msk-iam-sasl-signer-js');
  const { token } = await generateAuthToken({ region });
  return { value: token };
};
