import type { StackMutation } from './mutation';

const topic = { Type: 'AWS::SNS::Topic', Properties: { Tags: { environment: 'open', owner: 'back' } } };
const crowd = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`topic${index}`, topic]));

/** Laws about stacks as wholes. */
export const ofStacks = {
  'cannot be deleted by mistake where the shape is full': [
    ['terrace/ap-south-2-keys', 'termination protection is off', { terminationProtection: false }],
    ['registry/ap-south-1', 'termination protection is off', { terminationProtection: false }],
    ['open/ap-south-1-keys', 'termination protection is on', { terminationProtection: true }],
  ],
  'is deployed in an order that works': [
    ['open/ap-south-1-identity', 'does not wait for open/ap-south-1-cluster', { after: [] }],
    ['open/ap-south-1-nodes', 'does not wait for open/ap-south-1-cluster', { after: [] }],
    ['open/ap-south-1-secrets', 'does not wait for open/ap-south-1-keys', { after: [] }],
    ['terrace/ap-south-1-storage', 'does not wait for terrace/ap-south-2-storage', { after: [] }],
    ['terrace/ap-south-1-backup', 'does not wait for terrace/ap-south-2-backup', { after: [] }],
    ['terrace/ap-south-1-secrets', 'does not wait for terrace/ap-south-2-keys', { after: [] }],
    ['terrace/ap-south-1-data', 'does not wait for terrace/ap-south-2-keys', { after: [] }],
    ['terrace/ap-south-2-data', 'does not wait for terrace/ap-south-1-data', { after: [] }],
    ['terrace/ap-south-2-documents', 'does not wait for terrace/ap-south-1-documents', { after: [] }],
    ['terrace/ap-south-1-documents', 'does not wait for terrace/ap-south-2-keys', { after: [] }],
    ['registry/ap-south-2', 'waits for itself', { after: ['registry/ap-south-1'] }],
  ],
  'stays below what CloudFormation takes': [['open/ap-south-1-queues', 'has 500 resources, more than 499', { resources: crowd }]],
} satisfies Readonly<Record<string, readonly StackMutation[]>>;
