import { sampleRegistry } from './sample';
import { definition, type Fields, menu, mistakesIn, open, sampleWith } from './testing';

const environment = sampleRegistry().environments[0]?.exports.default as Fields;
const plain = sampleRegistry().services.find(({ file }) => file.includes('/menu/'))?.exports.default as Fields;
const service = (name: string, fields: Fields, port = 7900) =>
  definition(`services/restaurant/${name}/service.ts`, {
    ...plain,
    cache: undefined,
    http: { port, path: `/s${port}`, exposure: 'cluster' },
    ...fields,
  });

/** The sample with another name for its environment. */
const renamed = (name: string, fields: Fields) => ({
  ...sampleWith({ [menu]: fields }),
  environments: [definition(`platform/environments/${name}.ts`, environment)],
  releases: [definition(`releases/${name}.json`, { revision: null, images: {} })],
});

describe('indices', () => {
  const others = (first: string, second: string, fields: Fields = {}) =>
    mistakesIn(
      sampleWith({}, { services: [service(first, { search: 'opensearch', ...fields }), service(second, { search: 'opensearch' }, 7901)] }),
    );

  test('of a service are no part of those of another', () =>
    expect(others('wine', 'wine-list')).toEqual([
      "services/restaurant/wine/service.ts: name-taken: its indices 'wine-*' include those of wine-list, 'wine-list-*'; " +
        'rename one of them; no name may be another and a hyphen and more',
    ]));

  test.each([
    ['wine', 'wines', {}],
    ['wine', 'wine-list', { search: undefined }],
  ])('of %s and %s are apart: %j', (first, second, fields) => expect(others(first, second, fields)).toEqual([]));
});

describe('a domain of OpenSearch', () => {
  const mistake = (name: string) =>
    `platform/environments/${name}.ts: bad-name: '${name}' is no name for a domain of OpenSearch, which menu asks for; ` +
    'rename the environment; begin with a letter, and use at least 3 characters';

  test.each(['1st', 'qa', 'e'])('cannot be called %s', (name) => {
    expect(mistakesIn(renamed(name, { search: 'opensearch' }))).toEqual([mistake(name)]);
    expect(mistakesIn(renamed(name, {}))).toEqual([]);
  });

  test('has at most 28 characters', () => {
    const name = 'a'.repeat(29);
    expect(mistakesIn(renamed(name, { search: 'opensearch' })).filter((line) => line.includes('OpenSearch'))).toEqual([
      `platform/environments/${name}.ts: name-too-long: the domain of OpenSearch '${name}' would have 29 characters, AWS allows 28; shorten a name`,
    ]);
  });
});

describe('documents', () => {
  test('an instance has at most 63 characters', () => {
    const name = 'a'.repeat(42);
    expect(mistakesIn(renamed(name, { documents: 'mongodb', cache: undefined })).filter((line) => line.includes('DocumentDB'))).toEqual([
      `platform/environments/${name}.ts: name-too-long: the instance of DocumentDB '${name}-ap-south-1-documents-1' would have 65 characters, AWS allows 63; shorten a name`,
    ]);
  });

  test.each(['admin', 'config', 'local', 'serviceadmin'])('no service is called %s, which DocumentDB has for itself', (name) => {
    const registry = (fields: Fields) => sampleWith({}, { services: [service(name, fields)] });
    expect(mistakesIn(registry({ documents: 'mongodb' }))).toEqual([
      `services/restaurant/${name}/service.ts: name-taken: the database of documents of ${name} and the one of the platform itself would both be '${name}'; rename one of them`,
    ]);
    expect(mistakesIn(registry({}))).toEqual([]);
  });

  test('an environment may forbid it', () => {
    const registry = sampleWith({ [menu]: { documents: 'mongodb' }, [open]: { forbids: ['documents'] } });
    expect(mistakesIn(registry).map((line) => line.split(': ')[1])).toEqual(['store-forbidden']);
  });
});
