import * as z from 'zod';
import { load } from './load';
import type { Registry } from './registry';
import { type Fields, kitchen, meals, mistakesIn, refused, sampleWith, topics, waiter } from './testing';
import { defineTopic } from './topic';

const wineFacts = { context: 'cellar', entity: 'wine', version: 1, key: 'wineId', partitions: 1, retention: '7d' } as const;
const payload = { opened: z.object({ wineId: z.uuid() }) };
const topicWith = (facts: Fields) => ({ wines: defineTopic({ ...wineFacts, ...facts, events: payload }) });
const { wines } = topicWith({});

const more = 'platform/topics/more.ts';
const fileWith = (exports: Fields): Partial<Registry> => ({ topics: [{ file: more, exports }] });

describe('events', () => {
  const fix = 'import the topic from platform/topics and name one of its events';
  const [taken, burnt] = ["'kitchen.meal.cooked.v1'", "'kitchen.meal.burnt.v1'"];
  const noProducer = `event-without-producer: consumes ${burnt}, which no service produces; add it to the produces of a service, or remove it here`;
  const noConsumer = `event-without-consumer: produces ${burnt}, which no service consumes; remove it until somebody listens`;

  refused(waiter, [
    [
      { database: undefined },
      "dead-letter-topic-missing: consumes 'kitchen.meal.cooked.v1', and has no database to keep an event in that it cannot handle; add database: 'postgresql', or leave the event to a service that has one",
    ],
    [{ consumes: [undefined] }, `unknown-event: consumes[0] is undefined; ${fix}`],
    [{ consumes: [null] }, `unknown-event: consumes[0] is null; ${fix}`],
    [{ consumes: ['kitchen.meal.cooked.v1'] }, `unknown-event: consumes[0] is ${taken}; ${fix}`],
    [{ consumes: [meals] }, `unknown-event: consumes[0] is an object with cooked, burnt, topic; ${fix}`],
    [{ consumes: [meals.cooked, meals.burnt] }, noProducer],
    [{ consumes: [meals.cooked, meals.burnt, meals.burnt] }, noProducer],
    [{ produces: [meals.burnt] }, noConsumer],
    [{ produces: [meals.burnt, meals.burnt] }, noConsumer],
    [
      { produces: [meals.cooked] },
      `two-producers: produces ${taken}, as kitchen does; leave it to one of them; order per key holds with one producer only`,
    ],
    [
      { consumes: [meals.cooked, wines.opened, wines.opened] },
      "unknown-event: consumes names 'cellar.wine.opened.v1', which no file of platform/topics declares; export its topic there",
    ],
  ]);

  refused(kitchen, [
    [
      { produces: [meals.cooked, wines.opened] },
      "unknown-event: produces names 'cellar.wine.opened.v1', which no file of platform/topics declares; export its topic there",
    ],
  ]);

  const users = (event: unknown) => ({ [kitchen]: { produces: [meals.cooked, event] }, [waiter]: { consumes: [meals.cooked, event] } });

  test('of a topic that no file declares, at each of its users', () => {
    const fact = "names 'cellar.wine.opened.v1', which no file of platform/topics declares; export its topic there";
    expect(mistakesIn(sampleWith(users(wines.opened)))).toEqual([
      `${kitchen}: unknown-event: produces ${fact}`,
      `${waiter}: unknown-event: consumes ${fact}`,
    ]);
  });

  test('of a declared topic may be used, also twice', () => {
    expect(mistakesIn(sampleWith(users(wines.opened), fileWith({ wines })))).toEqual([]);
    expect(mistakesIn(sampleWith({ [kitchen]: { produces: [meals.cooked, meals.cooked] } }))).toEqual([]);
  });

  test.each<[what: string, exports: { wines: { opened: unknown } }, mistake: string]>([
    [
      'has a mistake',
      topicWith({ retention: '15d' }),
      "bad-unit: wines: retention is '15d'; write at most '14d', because events may carry personal data",
    ],
    [
      'is not what defineTopic returns',
      { wines: { opened: wines.opened } },
      'not-a-topic: wines is an object with opened; export only what defineTopic returns',
    ],
  ])('are not reported again at their users where their topic %s', (_, exports, mistake) => {
    const registry = sampleWith(users(exports.wines.opened), fileWith(exports));
    expect(mistakesIn(registry)).toEqual([`${more}: ${mistake}`]);
  });

  test('may have several producers where the topic says so', () => {
    const { wines: shared } = topicWith({ anyProducer: true });
    const both = { produces: [meals.cooked, shared.opened] };
    const changes = { [kitchen]: both, [waiter]: { produces: [shared.opened], consumes: [meals.cooked, shared.opened] } };
    expect(mistakesIn(sampleWith(changes, fileWith({ wines: shared })))).toEqual([]);
  });
});

describe('a topic', () => {
  test.each<[string, Fields]>([
    [
      "topic-taken: topic 'kitchen.meal.v1' is also declared in platform/topics/kitchen.ts; declare it once, with all its events",
      { meals },
    ],
    [
      "event-without-key: 'cellar.wine.opened.v1' has no field 'wineID', the key of its topic; did you mean 'wineId'?",
      topicWith({ key: 'wineID' }),
    ],
    [
      "event-without-key: 'cellar.wine.opened.v1' has no field 'bottle', the key of its topic; add the field to the payload",
      topicWith({ key: 'bottle' }),
    ],
    [
      "topic-retention-below-recovery: topic 'cellar.wine.v1' keeps events for 2d, and who reads them may be away for a weekend; write '3d' or more, or sensitive: true where they must not be kept",
      topicWith({ retention: '2d' }),
    ],
    ['missing-field: wines: key is missing; add it, a string', topicWith({ key: undefined })],
    ["unknown-field: wines: partition is not a field; did you mean 'partitions'?", topicWith({ partition: 3 })],
    ['out-of-range: wines: version is 0; write a whole number from 1 to 99', topicWith({ version: 0 })],
    ['out-of-range: wines: partitions is 201; write a whole number from 1 to 200', topicWith({ partitions: 201 })],
    ["bad-name: wines: entity is 'Wine'; use at most 63 lower-case letters, digits and hyphens", topicWith({ entity: 'Wine' })],
    ...['1 week', '15d', '337h'].map((retention): [string, Fields] => [
      `bad-unit: wines: retention is '${retention}'; write at most '14d', because events may carry personal data`,
      topicWith({ retention }),
    ]),
    ['not-a-topic: wines is null; export only what defineTopic returns', { wines: null }],
    ['not-a-topic: wines is undefined; export only what defineTopic returns', { wines: undefined }],
    ["not-a-topic: wines is 'cellar'; export only what defineTopic returns", { wines: 'cellar' }],
    ['not-a-topic: wines is 3; export only what defineTopic returns', { wines: 3 }],
    ['not-a-topic: wines is a list of 1; export only what defineTopic returns', { wines: [meals] }],
    ['not-a-topic: wines is an object with no fields; export only what defineTopic returns', { wines: {} }],
    ['not-a-topic: opened is an object with topic, type, schema; export only what defineTopic returns', { opened: wines.opened }],
  ])('%s', (mistake, exports) => {
    expect(mistakesIn(sampleWith({}, fileWith(exports)))).toEqual([`${more}: ${mistake}`]);
  });

  test.each(['14d', '336h'])('may keep its events for %s', (retention) => {
    const { wines: kept } = topicWith({ retention });
    const changes = { [kitchen]: { produces: [meals.cooked, kept.opened] }, [waiter]: { consumes: [meals.cooked, kept.opened] } };
    expect(mistakesIn(sampleWith(changes, fileWith({ wines: kept })))).toEqual([]);
  });

  test('is on the platform with its name', () => {
    const { platform } = load(sampleWith({}, fileWith({})));
    expect(platform?.topics.map(({ name }) => name)).toEqual(['kitchen.meal.v1']);
  });

  test('of a file that declares it twice is reported in that file', () => {
    const mistake = `topic-taken: topic 'kitchen.meal.v1' is also declared in ${topics}; declare it once, with all its events`;
    const [source] = sampleWith({}).topics;
    const twice = { ...sampleWith({}), topics: [{ file: topics, exports: { ...source?.exports, again: meals } }] };
    expect(mistakesIn(twice)).toEqual([`${topics}: ${mistake}`]);
  });
});
