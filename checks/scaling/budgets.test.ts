import { disruptionsOf } from './budgets';

test.each([
  [{ maxUnavailable: 1 }, 3, 1],
  [{ maxUnavailable: 0 }, 3, 0],
  [{ maxUnavailable: '0%' }, 3, 0],
  [{ maxUnavailable: '10%' }, 3, 1],
  [{ minAvailable: 2 }, 3, 1],
  [{ minAvailable: 3 }, 3, 0],
  [{ minAvailable: '50%' }, 3, 1],
  [{ minAvailable: '51%' }, 2, 0],
  [{ minAvailable: '100%' }, 3, 0],
  [{}, 3, 0],
])('%j lets so many of %i pods go: %i', (spec, pods, count) => expect(disruptionsOf(spec, pods)).toBe(count));
