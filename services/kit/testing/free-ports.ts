import { connect } from 'node:net';
import { portMistakes } from '../local/ports';

/** Below what systems give to outgoing connections, so that a port is still free when its server comes back. */
const [first, last] = [12_000, 32_000];

const between = (from: number, to: number): number => from + Math.floor(Math.random() * (to - from));

const areFree = async (ports: readonly number[]): Promise<boolean> =>
  (await portMistakes(ports.map((port) => ({ name: 'a test', port })))).length === 0;

/** Ports that nobody has. */
export const freePorts = async (count: number): Promise<number[]> => {
  for (;;) {
    const from = between(first, last - count);
    const ports = Array.from({ length: count }, (_, at) => from + at);
    if (await areFree(ports)) return ports;
  }
};

/** A port that nobody has. */
export const freePort = async (): Promise<number> => (await freePorts(1))[0] as number;

/** What to add to these ports so that nobody has them: whole hundreds, so that two platforms never share one. */
export const freeOffset = async (ports: readonly number[]): Promise<number> => {
  for (;;) {
    const offset = between(40, 220) * 100;
    if (await areFree(ports.map((port) => port + offset))) return offset;
  }
};

/** Whether somebody listens on a port of this machine. */
export const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket.destroy() !== undefined));
    socket.on('error', () => resolve(false));
  });
