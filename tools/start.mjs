#!/usr/bin/env node
// `npm start`: all services that have code, in one process, with all that they need.
import { parseArgs } from 'node:util';
import { bundleServices } from './launch/bundle-services.mjs';
import { loadBundle } from './launch/load.cjs';

const usage = `npm start -- [--only <service>,…] [--reset] [--port <n>] [--offset <n>] [--folder <path>] [--set <NAME>=<value>]…

Starts the services of the platform on this computer, behind one address.

  --only     these services, those that they call, and the one that issues tokens
  --reset    remove the data of the last start first
  --port     port of the gateway (8080)
  --offset   add this to all ports, so that a second copy can run (0)
  --folder   where data, secrets, mails and logs are kept (.data)
  --set      give every service this setting; may be repeated

  $ npm start -- --only order-service --offset 1000 --folder .data/second

DATABASE_URL, KAFKA_BROKERS and REDIS_URL in the environment replace the embedded PostgreSQL, the local bus and the caches in memory.
RATE_LIMIT_FACTOR=<n> multiplies the rate limits. CHAOS=redeliver:5,shuffle,delay:200 repeats 5 % of the events on the local bus, mixes
those of different keys, and lets each delivery wait up to 200 ms.`;

const wrongUsage = 2;

const options = {
  only: { type: 'string' },
  reset: { type: 'boolean', default: false },
  port: { type: 'string' },
  offset: { type: 'string', default: '0' },
  folder: { type: 'string', default: '.data' },
  set: { type: 'string', multiple: true, default: [] },
  help: { type: 'boolean', short: 'h', default: false },
};

const numberOf = (name, text, most) => {
  if (text === undefined) return undefined;
  if (!/^\d{1,5}$/.test(text) || Number(text) > most) throw new Error(`--${name} is '${text}'; write a whole number from 0 to ${most}`);
  return Number(text);
};

const settingsOf = (texts) =>
  Object.fromEntries(
    texts.map((text) => {
      const [, name, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/s.exec(text) ?? [];
      if (name === undefined) throw new Error(`--set is '${text}'; write it like NAME=value`);
      return [name, value];
    }),
  );

const read = (args) => {
  const { values } = parseArgs({ args, options });
  const only = values.only?.split(',').filter(Boolean);
  if (only?.length === 0) throw new Error('--only names no service; write names separated by commas');
  const { set, ...rest } = values;
  return {
    ...rest,
    settings: settingsOf(set),
    only,
    port: numberOf('port', values.port, 65_535),
    offset: numberOf('offset', values.offset, 50_000),
  };
};

const start = async (args) => {
  let wishes;
  try {
    wishes = read(args);
  } catch ({ message }) {
    console.error(`start: wrong-usage: ${message.split('. ')[0]}; see npm start -- --help`);
    return wrongUsage;
  }
  const { help, ...rest } = wishes;
  if (help) {
    console.log(usage);
    return 0;
  }
  const { outfile, mistakes } = await bundleServices(process.cwd());
  for (const mistake of mistakes) console.error(mistake);
  if (mistakes.length > 0) return 1;
  const { exports, keep } = loadBundle(outfile);
  const { services, organisation, runPlatform } = exports;
  return runPlatform({ ...rest, services, identity: organisation.identity, onReady: keep });
};

process.exit(await start(process.argv.slice(2)));
