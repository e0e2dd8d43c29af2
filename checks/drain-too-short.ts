import type { IContainer } from 'kubernetes-models/v1/Container';
import { drainSeconds, graceSeconds } from '#model';
import { firstContainer } from './mechanism/pods';
import { defineRule, type Violation } from './mechanism/rule';

/** What a container needs to end what it has begun, once nobody sends to it any more. Unit: seconds. */
const endSeconds = graceSeconds - drainSeconds;

export default defineRule({
  why: 'Each rollout costs requests: callers still send to a pod that has stopped listening, or it is killed while it answers.',
  elsewhere: { kyverno: ['mutate-large-termination-gps'] },
  *check({ pods }) {
    for (const { app, json, spec, ends } of pods) {
      if (ends) continue;
      const { terminationGracePeriodSeconds: grace = 30 } = spec;
      for (const container of spec.containers.filter(({ ports = [] }) => ports.length > 0))
        for (const found of mistakesOf(container, grace)) yield { app, json, ...found };
    }
  },
  mutation: (apps) => {
    delete firstContainer(apps).lifecycle;
  },
});

function* mistakesOf({ name, lifecycle }: IContainer, grace: number): Generator<Pick<Violation, 'fact' | 'fix'>> {
  const { preStop } = lifecycle ?? {};
  const sleeps = preStop?.sleep?.seconds;
  // How long a command or a request takes, nobody here knows.
  if (preStop?.exec || preStop?.httpGet) return;
  if (sleeps === undefined || sleeps < drainSeconds) {
    const fact = `container '${name}' has preStop.sleep.seconds ${sleeps ?? 'unset'}, and callers go on for ${drainSeconds} s`;
    yield { fact, fix: `set it to ${drainSeconds}` };
    return;
  }
  if (grace >= sleeps + endSeconds) return;
  const fact = `has terminationGracePeriodSeconds ${grace}, of which container '${name}' sleeps ${sleeps} and needs ${endSeconds} to end`;
  yield { fact, fix: `set it to ${sleeps + endSeconds}` };
}
