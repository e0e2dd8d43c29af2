// Kafka brokers in memory: those that kcat brings along for tests.
import { spawn, spawnSync } from 'node:child_process';
import { watch } from './processes.mjs';

/** Starts three brokers and gives their addresses; nothing where kcat is not installed. */
export const startBrokers = async () => {
  if (spawnSync('kcat', ['-V']).status !== 0) return undefined;
  const child = watch(spawn('kcat', '-C -b x:1 -t w -p 0 -X test.mock.num.brokers=3'.split(' '), { stdio: ['ignore', 'ignore', 'pipe'] }));
  let said = '';
  child.stderr.setEncoding('utf8');
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`kcat ended with code ${code}: ${said}`)));
    child.stderr.on('data', (text) => {
      said += text;
      const [, brokers] = /replaced with (\S+)\n/.exec(said) ?? [];
      if (brokers) resolve(brokers.split(','));
    });
  });
};
