import { createServer } from 'node:net';

/** A port with who needs it, for messages. */
export interface Need {
  readonly name: string;
  readonly port: number;
}

/** Says of each port that cannot be had who needs it and what to do. */
export const portMistakes = async (needs: readonly Need[]): Promise<string[]> => {
  const mistakes = await Promise.all(
    needs.map(async (need, index) => {
      const { name, port } = need;
      const earlier = needs.slice(0, index).find((each) => each.port === port);
      if (earlier) return `port ${port}: port-wanted-twice: ${earlier.name} and ${name} both need it; give another '--port'`;
      const code = await refusal(port);
      return code === undefined ? undefined : portMistake(need, code);
    }),
  );
  return mistakes.filter((mistake) => mistake !== undefined);
};

/** The one that people call; it cannot be left out. */
export const gateway = 'the gateway';

/** It runs in the service that moves money. */
export const simulator = 'the simulated payment provider';

/** What to do about a port, by the code of the system's refusal. */
export const portMistake = ({ name, port }: Need, code: string): string => {
  const [rule, fact] =
    code === 'EADDRINUSE' ? ['port-taken', 'another process has it'] : ['port-refused', `the system refuses it (${code})`];
  const stop = code === 'EADDRINUSE' ? 'stop that process, ' : '';
  const without = name === gateway ? "give another by '--port', or " : name === simulator ? 'or ' : `leave out ${name} by '--only', or `;
  return `port ${port}: ${rule}: ${name} needs it and ${fact}; ${stop}${without}add to all ports by '--offset 1000'`;
};

const refusal = (port: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code ?? 'unknown'));
    try {
      server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(undefined)));
    } catch (error) {
      resolve((error as NodeJS.ErrnoException).code ?? 'unknown');
    }
  });
