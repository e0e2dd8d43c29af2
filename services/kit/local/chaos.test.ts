import { readChaos } from './chaos';

test.each([
  [undefined, {}],
  ['', {}],
  ['redeliver:5,shuffle,delay:200', { redeliverPercent: 5, shuffle: true, delayMs: 200 }],
  ['delay:0', { delayMs: 0 }],
])('%j means %j', (text, chaos) => expect(readChaos(text)).toEqual(chaos));

test.each([
  ['redeliver', "'redeliver' needs a whole number from 0 to 100"],
  ['redeliver:101', "'redeliver:101' needs a whole number from 0 to 100"],
  ['redeliver:5:5', "'redeliver:5:5' needs a whole number from 0 to 100"],
  ['delay:-1', "'delay:-1' needs a whole number from 0 to 60000"],
  ['shuffle:1', "'shuffle:1' takes no number"],
  ['shuffle,shuffle', "'shuffle' stands there twice"],
  ['constructor', "'constructor' is not known"],
  ['shuffle,', "'' is not known"],
])('%j is refused in one line', (text, fact) =>
  expect(() => readChaos(text)).toThrow(
    `CHAOS: wrong-chaos: ${fact}; write it like 'redeliver:5,shuffle,delay:200' (percent, milliseconds), or unset CHAOS`,
  ),
);
