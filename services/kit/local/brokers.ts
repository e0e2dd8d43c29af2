import { connect } from 'node:net';

const patienceMs = 3000;

/** Makes sure that one of the brokers, `host:port` separated by commas, answers. */
export const checkBrokers = async (brokers: string): Promise<void> => {
  const addresses = brokers.split(',').map((address) => address.trim());
  const wrong = addresses.find((address) => !/^[\w.-]+:\d{1,5}$/.test(address));
  if (wrong !== undefined)
    throw new Error(
      `KAFKA_BROKERS: wrong-address: '${wrong}' is no address of a broker; write them like 'localhost:9092,localhost:9093', or unset KAFKA_BROKERS`,
    );
  const refusals = await Promise.all(addresses.map(refusal));
  if (refusals.some((each) => each === undefined)) return;
  throw new Error(
    `KAFKA_BROKERS: unreachable-brokers: ${addresses.map((address, index) => `${address} says '${refusals[index]}'`).join(', ')}; start that broker and correct the address, or unset KAFKA_BROKERS to use the local bus`,
  );
};

const refusal = (address: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const [host = '', port] = address.split(':');
    // A number that is too large is thrown at once.
    if (Number(port) > 65_535) return resolve('there is no such port');
    const socket = connect({ host, port: Number(port), timeout: patienceMs });
    const end = (reason?: string): void => {
      socket.destroy();
      resolve(reason);
    };
    socket.once('connect', () => end());
    socket.once('timeout', () => end(`no answer within ${patienceMs / 1000} s`));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.message || (error.code ?? 'no answer')));
  });
