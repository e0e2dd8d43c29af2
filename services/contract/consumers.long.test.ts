import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 } from 'uuid';
import type { EventType } from '#model';
import { services } from '../../services.gen';
import { type Shop, startShop } from '../security/testing';

let shop: Shop;

beforeAll(async () => {
  shop = await startShop();
}, 120_000);

afterAll(() => shop?.stop());

/** What a producer committed of a type of event: data as it may be, at the least, in full and at its limits. */
const examplesOf = ({ type }: EventType): unknown[] =>
  JSON.parse(readFileSync(join(__dirname, '..', '..', 'docs', 'api', 'events', `${type}.json`), 'utf8')).examples;

/** Errors that say that the consumer knows better: about an order that is not there. All others are mistakes of its code. */
const known = /^(ImpossibleEvent|Error): ?/;
const mistakes =
  /TypeError|ReferenceError|RangeError|ZodError|QueryFailed|syntax|violates|invalid input|column|relation|operator|undefined/i;

const consumed = services.flatMap(({ name, definition }) =>
  (definition.consumes ?? []).map((event) => ({ name, event, type: event.type })),
);

test.each(consumed)('$name can read every example of $type, twice', async ({ name, event }) => {
  const service = shop.of(name);
  const before = await service.sql<{ id: string }>('SELECT id FROM dead_letters');
  for (const [index, data] of examplesOf(event).entries()) {
    const id = v7();
    for (const _ of ['first', 'again']) await service.deliver(event, data, { id, version: index + 1 });
  }
  const buried = await service.sql<{ id: string; error: string }>('SELECT id, error FROM dead_letters');
  const errors = buried.filter(({ id }) => !before.some((letter) => letter.id === id)).map(({ error }) => error);
  expect(errors.filter((error) => mistakes.test(error))).toEqual([]);
  expect(errors.length).toBeLessThanOrEqual(3);
});

test('an event that lacks what its schema demands is buried, and said to be so', async () => {
  const { name, event } = consumed[0] as (typeof consumed)[number];
  const [{ [event.topic.key]: key }] = examplesOf(event) as [Record<string, unknown>];
  const service = shop.of(name);
  const before = (await service.sql('SELECT id FROM dead_letters')).length;
  await service.deliver(event, { [event.topic.key]: key }, { id: v7() });
  const letters = await service.sql<{ error: string }>('SELECT error FROM dead_letters ORDER BY id');
  expect(letters).toHaveLength(before + 1);
  expect(letters.at(-1)?.error).not.toMatch(known);
});
