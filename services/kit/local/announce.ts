import type { StartPage } from './health';

/** Says on standard output that all is ready, and where. */
export const announce = ({ url, services, folder, accounts, simulator }: StartPage): void => {
  const longest = Math.max(...services.map(({ name }) => name.length), 'gateway'.length);
  const line = (name: string, rest: string): string => `  ${name.padEnd(longest)}  ${rest}`;
  const lines = [
    `ready after ${(performance.now() / 1000).toFixed(1)} s; Ctrl-C stops`,
    line('gateway', url),
    ...services.map(({ name, path, public: open, url: own }) => line(name, `${own}${open ? `  ${url}${path}` : ''}`)),
    ...(simulator ? [line('cards', simulator)] : []),
    ...(accounts ? [`accounts ${accounts.all.map(({ email }) => email).join(', ')}; password ${accounts.password}`] : []),
    `mails in ${folder}/mail, logs in ${folder}/logs; all APIs at ${url}/docs, events at ${url}/events`,
    '',
  ];
  process.stdout.write(lines.join('\n'));
};
