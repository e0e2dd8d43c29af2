import type { EventType, ServiceDefinition } from '#model';
import { eventSchemaOf } from './event-schema';

type Json = Readonly<Record<string, unknown>>;

interface Described {
  readonly name: string;
  readonly version: string;
  readonly definition: ServiceDefinition;
}

const role = '#/components/securitySchemes/role';

/** `order.order.placed.v1` as the key of a component: dots are for references. */
const keyOf = (type: string): string => type.replaceAll('.', '_');

/**
 * The description of the events that a service writes and reads, from the schemas that validate them.
 * @see https://www.asyncapi.com/docs/reference/specification/v3.0.0
 */
export const asyncApiOf = ({ name, version, definition: { purpose, produces = [], consumes = [] } }: Described): Json => {
  const events = [...new Map([...produces, ...consumes].map((event) => [event.type, event])).values()];
  const topics = [...new Map(events.map(({ topic }) => [topic.name, topic])).values()];
  const operation = (action: 'send' | 'receive', used: readonly EventType[]): [string, Json][] =>
    topics.flatMap(({ name: topic }): [string, Json][] => {
      const here = used.filter((event) => event.topic.name === topic);
      const messages = here.map(({ type }) => ({ $ref: `#/channels/${keyOf(topic)}/messages/${keyOf(type)}` }));
      return here.length
        ? [[`${action}_${keyOf(topic)}`, { action, channel: { $ref: `#/channels/${keyOf(topic)}` }, messages, security: [{ $ref: role }] }]]
        : [];
    });
  return {
    asyncapi: '3.0.0',
    info: {
      title: name,
      version,
      description: purpose,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(
      topics.map((topic) => [
        keyOf(topic.name),
        {
          address: topic.name,
          description: `${topic.partitions} partitions, kept for ${topic.retention}, in order per ${topic.key}.`,
          messages: Object.fromEntries(
            events
              .filter((event) => event.topic.name === topic.name)
              .map(({ type }) => [keyOf(type), { $ref: `#/components/messages/${keyOf(type)}` }]),
          ),
        },
      ]),
    ),
    operations: Object.fromEntries([...operation('send', produces), ...operation('receive', consumes)]),
    components: {
      securitySchemes: {
        role: {
          type: 'http',
          scheme: 'bearer',
          description: "SASL/OAUTHBEARER with a token that is signed in the name of the pod's role.",
        },
      },
      messages: Object.fromEntries(events.map((event) => [keyOf(event.type), messageOf(event)])),
    },
  };
};

/** CloudEvents in Kafka's binary mode: facts in headers, data in the value. */
const messageOf = (event: EventType): Json => {
  const { $schema, $id, examples, ...payload } = eventSchemaOf(event);
  return {
    name: event.type,
    title: event.type,
    contentType: 'application/json',
    headers: {
      type: 'object',
      required: ['ce_id', 'ce_type', 'ce_source', 'ce_time', 'ce_specversion'],
      properties: {
        ce_specversion: { const: '1.0' },
        ce_id: { type: 'string', format: 'uuid' },
        ce_type: { const: event.type },
        ce_source: { type: 'string', description: 'The service: `/services/<name>`.' },
        ce_subject: { type: 'string', description: 'Id of the aggregate.' },
        ce_time: { type: 'string', format: 'date-time' },
        ce_aggregateversion: { type: 'string', description: 'Ignore what is older than what you have.' },
        ce_correlationid: { type: 'string' },
        traceparent: { type: 'string' },
      },
    },
    payload,
    examples: examples.map((example) => ({ payload: example })),
  };
};
