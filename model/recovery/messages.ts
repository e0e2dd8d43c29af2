import type { Recovery } from './recovery';

const msk = 'https://docs.aws.amazon.com/msk/latest/developerguide';
const sqs = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide';

const outbox =
  "each event stands for a week in its producer's outbox, whose figures are PostgreSQL's, and is told again; proofs that are not kept are asked for again";

const stream: Recovery = {
  store: 'event stream (MSK)',
  holds: 'events between being told and being heard',
  usedBy: ({ produces = [], consumes = [] }) => produces.length + consumes.length > 0,
  availability: {
    percent: 99.9,
    see: 'https://aws.amazon.com/msk/sla/',
    meanwhile: 'events wait in the outbox of their producer, so that callers are answered as ever',
  },
  zone: {
    point: '0s',
    time: '1m',
    by: 'three copies of each partition in three zones, of which two must have an event before it counts as told',
    see: `${msk}/bestpractices.html`,
  },
  region: {
    point: '5m',
    time: '30m',
    by: `a stream of its own in the standby region, empty; ${outbox}`,
    see: `${msk}/msk-replicator.html`,
  },
  mistake: { point: '5m', time: '1h', by: outbox, see: `${msk}/bestpractices.html` },
};

const queues: Recovery = {
  store: 'queues (SQS)',
  holds: 'jobs until they are done',
  usedBy: ({ queues = [] }) => queues.length > 0,
  availability: {
    percent: 99.9,
    see: 'https://aws.amazon.com/messaging/sla/',
    meanwhile: 'jobs wait in the database of their service',
  },
  zone: {
    point: '0s',
    time: '0s',
    by: 'SQS keeps each message in several zones before it acknowledges it',
    see: `${sqs}/disaster-recovery-resiliency.html`,
  },
  region: {
    point: '5m',
    time: '30m',
    by: 'a queue of its own in the standby region, empty; its service has each job in its database, and sends again what was not done',
    see: `${sqs}/disaster-recovery-resiliency.html`,
  },
  mistake: {
    point: '5m',
    time: '30m',
    by: 'the service sends again what was not done',
    see: `${sqs}/sqs-dead-letter-queues.html`,
  },
};

/** What is passed on from one to another. */
export const messages: readonly Recovery[] = [stream, queues];
