import type { IContainer } from 'kubernetes-models/v1/Container';
import { nanoOf } from './fields/quantity';
import { firstContainer } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

export default defineRule({
  why: 'The API server refuses a container that asks for more than it may have, and no pod is started.',
  *check({ containers }) {
    for (const { app, json, container } of containers) for (const found of above(container)) yield { app, json, ...found };
  },
  mutation: (apps) => {
    const { resources } = firstContainer(apps) as { resources: { limits: Record<string, string> } };
    resources.limits['ephemeral-storage'] = '1Mi';
  },
});

function* above({ name, resources: { requests = {}, limits = {} } = {} }: IContainer): Generator<{ fact: string; fix: string }> {
  for (const [resource, request] of Object.entries(requests)) {
    const limit = limits[resource];
    const [asked, most] = [nanoOf(String(request)), limit === undefined ? undefined : nanoOf(String(limit))];
    // Devices cannot be shared, so their two numbers are one.
    const device = resource.includes('/');
    if (device && asked !== most) {
      const fact = `container '${name}' requests ${request} ${resource} and is limited to ${limit ?? 'nothing'}`;
      yield { fact, fix: 'make both the same' };
    } else if (asked !== undefined && most !== undefined && asked > most)
      yield { fact: `container '${name}' requests ${resource} ${request} and is limited to ${limit}`, fix: `request at most ${limit}` };
  }
}
