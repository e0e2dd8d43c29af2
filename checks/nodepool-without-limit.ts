import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

interface NodePoolSpec {
  readonly limits?: Readonly<Partial<Record<'cpu' | 'memory', string>>>;
  readonly template: { readonly spec: { readonly expireAfter?: string } };
}

export default defineRule({
  why: 'A runaway workload starts nodes until the bill or a quota of the account stops it, and nodes that never end keep their old image.',
  incidents: ['I32'],
  *check({ objects }) {
    for (const { app, json } of objects) {
      if (json.kind !== 'NodePool') continue;
      const { limits = {}, template } = json.spec as NodePoolSpec;
      for (const name of ['cpu', 'memory'] as const)
        if (limits[name] === undefined)
          yield { app, json, fact: `has no limit of ${name}`, fix: `write limits.${name}: what all of its nodes may have together` };
      const { expireAfter } = template.spec;
      if (expireAfter === undefined || expireAfter === 'Never')
        yield {
          app,
          json,
          fact: `has nodes that live for ever: expireAfter is ${expireAfter ?? 'missing'}`,
          fix: "write expireAfter: '720h'",
        };
    }
  },
  mutation: (apps) => {
    firstOf(apps, 'NodePool').spec.template.spec.expireAfter = 'Never';
  },
});
